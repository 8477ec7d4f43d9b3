// Diameters by two clicks: each line lies in its plane; the two longest of a slice are the long and the short axis.

import { plain } from '../lib/format.js';

export class Measure {
  constructor(scene, changed) {
    Object.assign(this, { scene, changed, lines: [], first: undefined });
    scene.painters.add((context, port, plane) => this.paint(context, port, plane));
  }

  down(port, [x, y]) {
    const place = port.toPlace(x, y);
    if (!this.first) this.first = { place, plane: port.view.plane };
    else if (this.first.plane === port.view.plane) { this.lines.push({ plane: port.view.plane, a: this.first.place, b: place }); this.first = undefined; this.changed(); }
    this.scene.redraw();
    return true;
  }

  clear() { this.lines = []; this.first = undefined; this.changed(); this.scene.redraw(); }

  paint(context, port, plane) {
    const axis = port.plane.axis, near = (p) => Math.abs(p[axis] - this.scene.cursor[axis]) < (this.scene.step?.[axis] ?? 1);
    context.font = '12px system-ui, sans-serif';
    for (const line of this.lines) if (line.plane === port.view.plane && near(line.a)) stroke(context, port.toPixel(line.a, plane), port.toPixel(line.b, plane), `${plain(length(line))} mm`);
    if (this.first && this.first.plane === port.view.plane) { const [x, y] = port.toPixel(this.first.place, plane); context.strokeStyle = '#ffe04a'; context.strokeRect(x - 3, y - 3, 6, 6); }
  }
}

export const length = ({ a, b }) => Math.hypot(...a.map((v, i) => v - b[i]));

function stroke(context, [x1, y1], [x2, y2], text) {
  context.strokeStyle = context.fillStyle = '#ffe04a';
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.fillText(text, x2 + 6, y2 - 4);
}
