// Wires the page: which camera, which call, and what is shown of it.
import { Call } from './call.js';
import { CameraChoice, cameraUrl, fetchCameras, fetchIceServers } from './cameras.js';
import { Screen } from './screen.js';
import { isInCall, labelCall, showSaid, showStatus } from './status.js';
import { fillIn, language } from './texts.js';

const SLOW = 6_000; // ms in one phase until the status says that it takes long

const trickle = new URLSearchParams(location.search).get('trickle') !== 'no';
const hasWebRtc = 'RTCPeerConnection' in window;
const screen = new Screen(document.getElementById('screen'));
const choice = new CameraChoice(document.getElementById('cameras'), cameraChosen);
let call = null; // the one whose events count; those of any other are stale
let slowTimer = 0;

document.documentElement.lang = language;
fillIn(document);
document.getElementById('call').addEventListener('click', () => (choice.chosen ? startCall() : loadCameras()));
document.getElementById('hangup').addEventListener('click', () => call?.hangup());
window.addEventListener('pagehide', () => call?.hangup());
loadCameras();

async function loadCameras() {
  showStatus('loading', 'loading');
  labelCall('reload');
  try {
    choice.show(await fetchCameras());
  } catch {
    showStatus('failed', 'noBridge');
    return;
  }
  if (choice.chosen) showIdle();
  else showStatus('idle', 'noCameras');
}

function showIdle() {
  labelCall('call');
  document.getElementById('call').disabled = !hasWebRtc;
  showStatus('idle', hasWebRtc ? 'idle' : 'noWebRtc', { values: { camera: choice.chosen.title } });
}

/** A choice during a call goes on with the new camera at once. */
function cameraChosen() {
  if (isInCall()) startCall();
  else showIdle();
}

function startCall() {
  call?.hangup();
  const camera = choice.chosen;
  const values = { camera: camera.title };
  const mine = new Call(
    { url: cameraUrl(camera), dialect: camera.dialect, trickle, iceServers: fetchIceServers() },
    {
      phase: (phase) => mine === call && showPhase(phase, values),
      stream: (stream) => {
        if (mine !== call) return;
        screen.play(stream, (width, height) => {
          Object.assign(values, { width, height });
          mine.picture(width);
          if (document.documentElement.dataset.phase === 'live') showPhase('live', values);
        });
      },
      note: (said) => mine === call && showSaid(said),
      end: ({ outcome, reason, said }) => mine === call && showEnd(outcome, reason, said, values),
    },
  );
  call = mine;
  mine.start();
}

function showPhase(phase, values) {
  clearTimeout(slowTimer);
  document.documentElement.dataset.phase = phase;
  if (phase === 'live') {
    showStatus('live', 'live.status', { values, hint: 'live.hint' });
  } else if (phase === 'faltering') {
    showStatus('live', phase, { values });
  } else {
    showStatus('calling', phase, { values });
    slowTimer = setTimeout(() => showStatus('calling', phase, { values, hint: 'slow.hint' }), SLOW);
  }
}

function showEnd(outcome, reason, said, values) {
  clearTimeout(slowTimer);
  call = null;
  delete document.documentElement.dataset.phase;
  screen.clear();
  labelCall('again');
  showStatus(outcome, reason, { values, said });
}
