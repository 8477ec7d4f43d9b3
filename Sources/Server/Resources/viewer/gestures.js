// Mouse, pen and fingers: click sets the cursor, drag windows, right drag zooms, middle drag pans, wheel turns slices.

export function gestures(port) {
  const { node, scene } = port, held = new Map();
  let start, moved, pinch;
  node.addEventListener('contextmenu', (event) => event.preventDefault());
  node.addEventListener('wheel', (event) => wheel(port, event), { passive: false });
  node.addEventListener('dblclick', () => scene.emit('maximise', port));
  node.addEventListener('focus', () => { scene.active = port; });

  node.addEventListener('pointerdown', (event) => {
    held.set(event.pointerId, event);
    capture(node, event);
    node.focus({ preventScroll: true });
    start = last(event, scene);
    moved = false;
    pinch = held.size === 2 ? spread(held) : undefined;
    if (event.button === 0 && held.size === 1 && !port.isMip && scene.tool?.down?.(port, at(event, node), event)) start.tool = true;
  });

  node.addEventListener('pointermove', (event) => {
    const place = at(event, node);
    if (!held.has(event.pointerId)) return hover(port, place, event);
    held.set(event.pointerId, event);
    if (pinch && held.size === 2) return zoomByFingers(scene, pinch, held);
    if (start.tool) return scene.tool?.move?.(port, place, event);
    moved ||= Math.hypot(event.clientX - start.x, event.clientY - start.y) > 4;
    if (moved) drag(port, event, start);
  });

  const end = (event) => {
    if (!held.delete(event.pointerId)) return;
    if (start.tool) scene.tool?.up?.(port, at(event, node), event);
    else if (!moved && !pinch && event.type === 'pointerup' && event.button === 0) click(port, at(event, node));
    if (!held.size) pinch = undefined;
  };
  node.addEventListener('pointerup', end);
  node.addEventListener('pointercancel', end);
  node.addEventListener('pointerleave', () => scene.emit('leave'));
}

// A pointer made by a test or an assistive tool may not exist for the browser; it works without capture.
function capture(node, event) { try { node.setPointerCapture(event.pointerId); } catch { /* as above */ } }

const last = (event, scene) => ({ x: event.clientX, y: event.clientY, px: event.clientX, py: event.clientY, window: scene.window() });
export const at = (event, node) => { const box = node.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };

function hover(port, [x, y], event) {
  if (port.isMip || !port.last) return;
  const place = port.toPlace(x, y);
  port.scene.emit('hover', place, port, [x, y]);
  if (event.shiftKey) port.scene.moveTo(place);
}

function click(port, [x, y]) {
  if (port.isMip || !port.last) return;
  port.scene.moveTo(port.toPlace(x, y));
}

function drag(port, event, start) {
  const { scene } = port, dx = event.clientX - start.px, dy = event.clientY - start.py;
  Object.assign(start, { px: event.clientX, py: event.clientY });
  if (event.pointerType === 'touch') return touch(port, dx, dy, start);
  if (event.buttons & 4) scene.pan(port.last, dx, dy);
  else if (event.buttons & 2) scene.zoomBy(Math.exp(-dy / 150));
  else if (port.isMip) scene.turn(dx / 120);
  else scene.setWindow(start.window.level + (event.clientY - start.y) * start.window.width / 300, Math.max(start.window.width / 1000, start.window.width * Math.exp((event.clientX - start.x) / 250)));
}

function touch(port, dx, dy, start) {
  if (port.isMip) return port.scene.turn(dx / 120);
  start.rest = (start.rest ?? 0) + dy;
  const steps = Math.trunc(start.rest / 9);
  if (steps) { start.rest -= steps * 9; port.scene.slice(port, steps); }
}

function wheel(port, event) {
  event.preventDefault();
  if (event.ctrlKey) return port.scene.zoomBy(Math.exp(-event.deltaY / 300));
  if (port.isMip) return port.scene.turn(Math.sign(event.deltaY) * 0.1);
  port.scene.slice(port, Math.sign(event.deltaY));
}

const spread = (held) => { const [a, b] = [...held.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
function zoomByFingers(scene, pinch, held) { const now = spread(held); if (now > 8) { scene.zoomBy(Math.max(0.9, Math.min(1.1, now / pinch))); } }
