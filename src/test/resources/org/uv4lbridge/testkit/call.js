// One call by the page's own module in a page that does nothing by itself; `window.setup` may alter its setup.
async (address) => {
  const { Call } = await import('/js/call.js');
  const seen = (window.seen = { phases: [], end: null });
  const video = document.createElement('video');
  video.muted = video.autoplay = video.playsInline = true;
  document.body.append(video);
  const setup = {
    camera: 'porch',
    fetchSocket: async () => ({ url: address, watchOnly: false }),
    fetchIceServers: async () => (await fetch('/api/ice-servers')).json(),
    dialect: 'v2',
    trickle: true,
    format: {},
    ...window.setup,
  };
  const call = (window.call = new Call(setup, {
    phase: (phase) => seen.phases.push(phase),
    queue: () => {},
    busy: () => {},
    stream: (stream) => {
      video.srcObject = stream;
    },
    note: () => {},
    data: () => {},
    end: (end) => {
      seen.end = end;
    },
  }));
  const shown = () => {
    call.picture(video.videoWidth, video.videoHeight);
    video.requestVideoFrameCallback(shown);
  };
  video.requestVideoFrameCallback(shown);
  call.start();
}
