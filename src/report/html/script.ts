/** The page's own script: a cursor over the charts and the values under it. Without it the page says all the same. */
export const SCRIPT = `
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const tip = document.getElementById('tip');
  const charts = [...document.querySelectorAll('svg.chart')];
  const valueAt = (curve, time) => {
    let low = 0, high = curve.t.length;
    while (low < high) { const middle = (low + high) >> 1; if (curve.t[middle] <= time) low = middle + 1; else high = middle; }
    const before = low - 1;
    if (before < 0) return null;
    if (curve.step) return curve.v[before];
    const after = Math.min(low, curve.t.length - 1);
    const nearest = time - curve.t[before] <= curve.t[after] - time ? before : after;
    return Math.abs(curve.t[nearest] - time) <= Math.max(3, (data.to - data.from) / 60) ? curve.v[nearest] : null;
  };
  const line = (text, ink) => {
    const row = document.createElement('div');
    if (ink) { const dot = document.createElement('i'); dot.className = ink; row.append(dot); }
    row.append(text);
    return row;
  };
  const show = (event, svg) => {
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const left = Number(svg.dataset.left), right = Number(svg.dataset.right);
    const x = Math.min(right, Math.max(left, (event.clientX - box.left) * scale));
    const time = data.from + ((x - left) / (right - left)) * (data.to - data.from);
    for (const chart of charts) {
      const cursor = chart.querySelector('.cursor');
      const at = Number(chart.dataset.left) + ((time - data.from) / (data.to - data.from)) * (chart.dataset.right - chart.dataset.left);
      cursor.setAttribute('x1', at); cursor.setAttribute('x2', at); cursor.setAttribute('visibility', 'visible');
    }
    tip.replaceChildren();
    const head = document.createElement('b');
    head.textContent = (time < 0 ? '\\u2212' : '+') + Math.abs(time).toFixed(1) + ' s';
    tip.append(head);
    let panel = '', shown = 0, hidden = 0;
    const count = () => { if (hidden) tip.append(line('and ' + hidden + ' more')); hidden = 0; };
    for (const curve of data.curves) {
      const value = valueAt(curve, time);
      if (value === null) continue;
      if (curve.panel !== panel) {
        count(); panel = curve.panel; shown = 0;
        const title = line(panel); title.className = 'head'; tip.append(title);
      }
      if (shown++ < 8) tip.append(line(curve.name + ' ' + value, curve.ink)); else hidden++;
    }
    count();
    tip.style.display = 'block';
    const wide = tip.offsetWidth, high = tip.offsetHeight;
    const room = event.clientX + 18 + wide < innerWidth;
    tip.style.left = Math.max(4, room ? event.clientX + 18 : event.clientX - 18 - wide) + 'px';
    tip.style.top = Math.max(4, Math.min(event.clientY - high / 2, innerHeight - high - 4)) + 'px';
  };
  const hide = () => {
    tip.style.display = 'none';
    for (const chart of charts) chart.querySelector('.cursor').setAttribute('visibility', 'hidden');
  };
  for (const svg of charts) {
    svg.addEventListener('pointermove', (event) => show(event, svg));
    svg.addEventListener('pointerdown', (event) => show(event, svg));
    svg.addEventListener('pointerleave', hide);
  }
})();
`;
