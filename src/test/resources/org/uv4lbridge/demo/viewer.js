// The least a viewer of a UV4L camera needs, with what a test wants to know.
async function watch(url) {
  const started = performance.now();
  const times = {};
  const mark = name => { times[name] ??= Math.round(performance.now() - started); };
  const viewer = window.viewer = { frames: 0, messages: [], times, states: [] };
  const video = document.createElement('video');
  video.muted = video.autoplay = video.playsInline = true;
  document.body.append(video);
  const socket = new WebSocket(url);
  const connection = new RTCPeerConnection();
  const send = (what, fields) => socket.send(JSON.stringify({ what, ...fields }));
  const early = [];
  connection.ontrack = event => { video.srcObject = event.streams[0]; };
  connection.onconnectionstatechange = () => {
    viewer.states.push(connection.connectionState);
    mark(connection.connectionState);
  };
  connection.onicecandidate = ({ candidate }) => {
    if (candidate) send('addIceCandidate', { data: JSON.stringify(candidate) });
  };
  const count = () => {
    mark('frame');
    viewer.frames++;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  socket.onmessage = async ({ data }) => {
    const message = JSON.parse(data);
    viewer.messages.push(message.what);
    if (message.what === 'offer') {
      mark('offer');
      await connection.setRemoteDescription(JSON.parse(message.data));
      await connection.setLocalDescription();
      const { type, sdp } = connection.localDescription;
      send('answer', { data: JSON.stringify({ type, sdp: (window.changeAnswer ?? (text => text))(sdp) }) });
      for (const candidate of early.splice(0)) await connection.addIceCandidate(candidate);
    } else if (message.what.startsWith('iceCandidate') && message.data) {
      for (const candidate of [JSON.parse(message.data)].flat()) {
        if (connection.remoteDescription) await connection.addIceCandidate(candidate);
        else early.push(candidate);
      }
    }
  };
  viewer.closed = new Promise(resolve => { socket.onclose = () => resolve(true); });
  viewer.hangUp = () => { send('hangup'); connection.close(); return viewer.closed; };
  viewer.vanish = () => { connection.close(); };
  viewer.width = () => video.videoWidth;
  const draw = () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    return canvas;
  };
  viewer.grab = () => draw().toDataURL('image/png');
  viewer.color = (x, y) => [...draw().getContext('2d').getImageData(x, y, 1, 1).data];
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
  send('call', { options: window.callOptions ?? { force_hw_vcodec: false, vformat: 10, trickle_ice: true } });
}
