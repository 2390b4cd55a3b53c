/**
 * What the page does in a browser that runs scripts: filter, sort, theme, and the keys `/` and the arrows.
 * Without it everything is there to read.
 */
export const SCRIPT = `
(() => {
  'use strict';
  const root = document.documentElement;
  const one = (selector) => document.querySelector(selector);
  const themes = ['auto', 'light', 'dark'];
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch {} };
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const setTheme = (theme) => {
    if (theme === 'auto') root.removeAttribute('data-theme'); else root.setAttribute('data-theme', theme);
    const button = one('#theme');
    if (button) button.textContent = 'Theme: ' + theme;
  };
  let theme = themes.includes(kept('waybill-theme')) ? kept('waybill-theme') : 'auto';
  setTheme(theme);
  const age = one('#read');
  const tell = () => {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(age.dateTime)) / 60000));
    const text = minutes < 90 ? minutes + ' min' : minutes < 2880 ? Math.floor(minutes / 60) + ' h' : Math.floor(minutes / 1440) + ' days';
    const out = one('#ago');
    out.textContent = text + ' ago';
    out.classList.toggle('old', minutes >= 1440);
  };
  if (age) { tell(); setInterval(tell, 60000); }
  for (const tools of document.querySelectorAll('.tools')) tools.hidden = false;
  const button = one('#theme');
  if (button) button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep('waybill-theme', theme);
    setTheme(theme);
  });
  const body = one('.b tbody');
  const search = one('#search');
  if (!body || !search) return;
  const rows = [...body.rows];
  const order = new Map(rows.map((row, index) => [row, index]));
  const number = (row, name) => Number(row.dataset[name] || 0);
  const sorts = {
    file: (a, b) => order.get(a) - order.get(b),
    name: (a, b) => (a.dataset.name < b.dataset.name ? -1 : 1),
    behind: (a, b) => number(b, 'behind') - number(a, 'behind') || order.get(a) - order.get(b),
    moved: (a, b) => number(b, 'moved') - number(a, 'moved') || order.get(a) - order.get(b),
  };
  const sort = one('#sort');
  const found = one('#found');
  const chosen = () => (one('input[name=show]:checked') || { value: 'all' }).value;
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const show = chosen();
    let count = 0;
    for (const row of rows) {
      const text = row.dataset.text;
      const fits = words.every((word) => text.includes(word)) && (show === 'all' || row.dataset.flags.split(' ').includes(show));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    found.textContent = count === rows.length ? rows.length + ' images' : count + ' of ' + rows.length + ' images';
    const state = new URLSearchParams();
    if (search.value) state.set('q', search.value);
    if (show !== 'all') state.set('show', show);
    if (sort.value !== 'file') state.set('sort', sort.value);
    history.replaceState(null, '', state.size ? '#' + state : location.pathname + location.search);
  };
  const arrange = () => { body.append(...rows.toSorted(sorts[sort.value] || sorts.file)); apply(); };
  const state = new URLSearchParams(location.hash.slice(1));
  search.value = state.get('q') || '';
  if (sorts[state.get('sort')]) sort.value = state.get('sort');
  for (const radio of document.querySelectorAll('input[name=show]')) {
    radio.checked = radio.value === (state.get('show') || 'all');
    radio.addEventListener('change', apply);
  }
  search.addEventListener('input', apply);
  sort.addEventListener('change', arrange);
  arrange();
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); search.focus(); }
    if (event.target === search && event.key === 'Escape') { search.value = ''; apply(); }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const row = event.target.closest && event.target.closest('.b tbody tr');
    if (step === 0 || (!row && event.target !== search)) return;
    const shown = [...body.rows].filter((each) => !each.hidden);
    const next = row ? shown[shown.indexOf(row) + step] : step === 1 ? shown[0] : undefined;
    const link = next && next.querySelector('th a');
    if (link) { event.preventDefault(); link.focus(); link.scrollIntoView({ block: 'nearest' }); }
  });
})();
`.trim();
