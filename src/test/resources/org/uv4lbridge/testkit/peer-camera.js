// A camera with a moving picture, a tone and a data channel, all real. Its signaling comes by a WebSocket of the test, which
// stands between it and the bridge.
(() => {
  // audio: the direction of the offered sound, '' is none; video: that of the picture; data: whether there is a data channel;
  // answers: how many came; taken: for each what the camera would receive by it, or the browser's fault with it; ends: how
  // often the viewer's candidates were at their end
  const camera = (window.camera = {
    audio: 'sendrecv', video: 'sendonly', data: true, calls: [], heard: [], answers: 0, taken: [], ends: 0, peer: null,
    channel: null,
  });
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const context = canvas.getContext('2d', { alpha: false });
  let frame = 0;
  setInterval(() => {
    context.fillStyle = `hsl(${frame++ % 360} 80% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#fff';
    context.fillRect((frame * 8) % canvas.width, 200, 80, 80);
  }, 50);
  const picture = canvas.captureStream(20).getVideoTracks()[0];
  const tone = () => {
    const audio = new AudioContext();
    const oscillator = audio.createOscillator();
    const out = audio.createMediaStreamDestination();
    oscillator.connect(out);
    oscillator.start();
    return out.stream.getAudioTracks()[0];
  };

  const socket = new WebSocket(location.href.replace(/^http/, 'ws'));
  const send = (what, data) => socket.send(JSON.stringify({ what, data }));

  const call = async (options) => {
    camera.calls.push(options);
    const peer = (camera.peer = new RTCPeerConnection());
    peer.addTransceiver(picture, { direction: camera.video });
    if (camera.audio) {
      const track = camera.audio.startsWith('send') ? (camera.tone ??= tone()) : 'audio';
      peer.addTransceiver(track, { direction: camera.audio });
    }
    camera.channel = camera.data ? peer.createDataChannel('uv4l') : null;
    camera.channel?.addEventListener('message', ({ data }) => camera.heard.push(data));
    peer.tracks = [];
    peer.ontrack = ({ track }) => {
      peer.tracks.push(track.kind);
      camera.speaker = new Audio();
      camera.speaker.srcObject = new MediaStream([track]);
      camera.speaker.play();
    };
    peer.onicecandidate = ({ candidate }) => send('iceCandidate', candidate ? JSON.stringify(candidate) : '');
    await peer.setLocalDescription();
    send('offer', JSON.stringify(peer.localDescription));
  };

  const take = async (peer, answer) => {
    camera.answers++;
    try {
      await peer.setRemoteDescription(answer);
      const receiving = peer.getTransceivers().filter(({ currentDirection }) => /recv/.test(currentDirection));
      const channels = camera.channel && camera.channel.readyState !== 'closed' ? ['data'] : [];
      camera.taken.push([...peer.tracks, ...receiving.map(({ mid }) => `section ${mid}`), ...channels].join(' '));
    } catch (fault) {
      camera.taken.push(`fault: ${fault.message}`);
    }
  };

  socket.onmessage = async ({ data }) => {
    const message = JSON.parse(data);
    const { peer } = camera;
    if (message.what === 'call') await call(message.options);
    if (message.what === 'answer') await take(peer, JSON.parse(message.data));
    if (message.what === 'addIceCandidate') {
      if (message.data) await peer.addIceCandidate(JSON.parse(message.data));
      else camera.ends++;
    }
    if (message.what === 'hangup') peer.close();
  };

  /** What of the viewer's sound has come: {packets, energy}. */
  camera.sound = async () => {
    const all = [...(await camera.peer.getStats()).values()];
    const { packetsReceived = 0, totalAudioEnergy = 0 } = all.find((one) => one.type === 'inbound-rtp' && one.kind === 'audio') ?? {};
    return { packets: packetsReceived, energy: totalAudioEnergy };
  };

  /** Whether nothing of it comes for half a second. */
  camera.isSilent = async () => {
    const { packets } = await camera.sound();
    await new Promise((done) => setTimeout(done, 500));
    return (await camera.sound()).packets === packets;
  };
})();
