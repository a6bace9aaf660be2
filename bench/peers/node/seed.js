// The server of the article that the bridge takes the place of, built anew from its description: one connection to the
// camera for all viewers, every answer to everybody, each message on the console, and nothing more once the first has left.
import { createServer } from 'node:http';
import WebSocket from 'faye-websocket';

const [port, cameraPort] = process.argv.slice(2).map(Number);
const camera = new WebSocket.Client(`ws://127.0.0.1:${cameraPort}/stream/webrtc`);
const viewers = [];

camera.on('message', ({ data }) => {
  console.log('camera -> viewer', data);
  viewers.forEach((viewer) => viewer.send(data));
});

createServer((request, response) => response.end('the page'))
  .on('upgrade', (request, socket, body) => {
    const viewer = new WebSocket(request, socket, body);
    viewers.push(viewer);
    viewer.on('message', ({ data }) => {
      console.log('viewer -> camera', data);
      camera.send(data);
    });
    viewer.on('close', () => camera.close());
  })
  .listen(port, '127.0.0.1');
