// The least that Node needs for a relay: a connection to the camera for each viewer, and no more.
import { WebSocket, WebSocketServer } from 'ws';

const [port, cameraPort] = process.argv.slice(2).map(Number);

new WebSocketServer({ host: '127.0.0.1', port, backlog: 4096, perMessageDeflate: false }).on('connection', (viewer) => {
  viewer.pause();
  const camera = new WebSocket(`ws://127.0.0.1:${cameraPort}/stream/webrtc`, { perMessageDeflate: false });
  camera.on('open', () => viewer.resume());
  viewer.on('message', (data, binary) => camera.send(data, { binary }));
  camera.on('message', (data, binary) => viewer.send(data, { binary }));
  viewer.on('close', () => camera.close());
  camera.on('close', () => viewer.close());
  viewer.on('error', () => {});
  camera.on('error', () => viewer.close());
});
