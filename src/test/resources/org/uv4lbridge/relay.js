// A viewer whose picture may come through a TURN server and no other way, with what a test wants to know.
async change => {
  const viewer = (window.viewer = { frames: 0, candidates: [], errors: [] });
  const servers = (await (await fetch('/api/ice-servers')).json()).map(server => ({ ...server, ...change }));
  const connection = new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: 'relay' });
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/cameras/demo`);
  const send = (what, fields) => socket.send(JSON.stringify({ what, ...fields }));
  const video = document.createElement('video');
  video.muted = video.autoplay = video.playsInline = true;
  document.body.append(video);
  const count = () => {
    viewer.frames++;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  connection.ontrack = ({ streams }) => { video.srcObject = streams[0]; };
  connection.onicecandidate = ({ candidate }) => {
    if (candidate?.candidate) {
      viewer.candidates.push(candidate.candidate);
      send('addIceCandidate', { data: JSON.stringify(candidate) });
    }
  };
  connection.onicecandidateerror = ({ errorCode }) => viewer.errors.push(errorCode);
  const early = [];
  socket.onmessage = async ({ data }) => {
    const message = JSON.parse(data);
    if (message.what === 'offer') {
      await connection.setRemoteDescription(JSON.parse(message.data));
      await connection.setLocalDescription();
      const { type, sdp } = connection.localDescription;
      send('answer', { data: JSON.stringify({ type, sdp }) });
      for (const candidate of early.splice(0)) await connection.addIceCandidate(candidate);
    } else if (message.what === 'iceCandidate' && message.data) {
      const candidate = JSON.parse(message.data);
      if (connection.remoteDescription) await connection.addIceCandidate(candidate);
      else early.push(candidate);
    }
  };
  viewer.path = async () => {
    const all = new Map(await connection.getStats());
    const pair = [...all.values()].find(one => one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded');
    return all.get(pair?.localCandidateId)?.candidateType;
  };
  viewer.size = () => `${video.videoWidth}x${video.videoHeight}`;
  viewer.grab = () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    return canvas.toDataURL('image/png');
  };
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
  send('call', { options: { trickle_ice: true } });
}
