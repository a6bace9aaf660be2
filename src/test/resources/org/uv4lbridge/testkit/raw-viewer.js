// A viewer's peer alone, without signaling: a test carries its offer, its answer and candidates.
(() => {
  const viewer = (window.viewer = { peer: null });

  /** The browser's own answer to this offer, with all its candidates; it sends whatever it may if it is to. */
  viewer.answer = async (sdp, sends) => {
    viewer.peer?.close();
    const peer = (viewer.peer = new RTCPeerConnection());
    viewer.video = document.createElement('video');
    viewer.video.muted = true;
    peer.ontrack = ({ streams, track }) => {
      if (track.kind !== 'video') return;
      viewer.video.srcObject = streams[0] ?? new MediaStream([track]);
      viewer.video.play().catch(() => {}); // if the next answer comes first
    };
    await peer.setRemoteDescription({ type: 'offer', sdp });
    if (sends) peer.getTransceivers().forEach((transceiver) => { transceiver.direction = 'sendrecv'; });
    const answer = await peer.createAnswer();
    if (sends) return answer.sdp;
    await peer.setLocalDescription(answer);
    while (peer.iceGatheringState !== 'complete') {
      await new Promise((done) => peer.addEventListener('icegatheringstatechange', done, { once: true }));
    }
    return peer.localDescription.sdp;
  };

  viewer.add = (candidate) => viewer.peer.addIceCandidate(candidate);

  viewer.sees = () => viewer.video.videoWidth > 0;
})();
