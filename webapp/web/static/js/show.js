/* A show: arrow keys, swiping, the tour that goes on by itself, search in a copy without a server. It reads well without. */
(function () {
  'use strict';
  const SECONDS = { item: 14, hall: 8 };
  const way = (side) => document.querySelector('[data-key-' + side + ']');

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || /^(INPUT|TEXTAREA|SELECT|VIDEO)$/.test(event.target.tagName)) return;
    const link = event.key === 'ArrowLeft' ? way('left') : event.key === 'ArrowRight' ? way('right') : null;
    if (link) { event.preventDefault(); link.click(); }
  });

  /* A swipe is one finger, mostly sideways, not on what scrolls or plays by itself. */
  let from = null;
  document.addEventListener('touchstart', (event) => {
    const inside = event.target.closest('video, input, select, textarea, .menu-sheet, .table-scroll, .idle');
    from = event.touches.length === 1 && !inside ? event.touches[0] : null;
  }, { passive: true });
  document.addEventListener('touchend', (event) => {
    if (!from || event.touches.length) return;
    const to = event.changedTouches[0];
    const across = to.clientX - from.clientX;
    const down = Math.abs(to.clientY - from.clientY);
    from = null;
    if (Math.abs(across) < 70 || down > Math.abs(across) * 0.6) return;
    const link = across > 0 ? way('left') : way('right');
    if (link) link.click();
  }, { passive: true });

  document.querySelectorAll('[data-print]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  });

  tour();
  seek();

  /* The tour that goes on by itself is in the address, so that it needs no memory and works from a disk. */
  function tour() {
    document.querySelectorAll('[data-auto]').forEach((button) => { button.hidden = false; });
    const next = way('right');
    const bar = document.querySelector('template[data-tour]');
    if (location.hash !== '#auto' || !next || !bar) return;
    const sheet = bar.content.firstElementChild.cloneNode(true);
    document.body.appendChild(sheet);
    const line = sheet.querySelector('progress');
    const seconds = document.body.classList.contains('show-hall') ? SECONDS.hall : SECONDS.item;
    const begun = Date.now();
    const last = !next.hasAttribute('rel');
    const timer = setInterval(() => {
      const passed = (Date.now() - begun) / 1000;
      line.value = Math.min(1, passed / seconds);
      if (passed < seconds) return;
      clearInterval(timer);
      location.href = next.href + (last ? '' : '#auto');
    }, 200);
    const stop = () => {
      clearInterval(timer);
      sheet.remove();
      history.replaceState(null, '', location.pathname + location.search);
    };
    sheet.querySelector('button').addEventListener('click', stop);
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') stop(); });
    ['touchstart', 'wheel'].forEach((name) => document.addEventListener(name, (event) => { if (!sheet.contains(event.target)) stop(); }, { passive: true, once: true }));
  }

  /* In a copy from a disk the form asks nobody: what does not fit is hidden. */
  function seek() {
    const form = document.querySelector('form[data-seek]');
    if (!form) return;
    form.hidden = false;
    const found = document.querySelector('[data-found]');
    const entries = Array.from(document.querySelectorAll('[data-words]'));
    const look = () => {
      const words = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = ['hall', 'kind', 'industry'].filter((name) => form.elements[name] && form.elements[name].value);
      let count = 0;
      entries.forEach((entry) => {
        const fits = words.every((word) => entry.dataset.words.includes(word)) && wanted.every((name) => entry.dataset[name] === form.elements[name].value);
        entry.hidden = !fits;
        if (fits) count += 1;
      });
      found.textContent = found.dataset.text.replace('{n}', count);
    };
    form.addEventListener('submit', (event) => { event.preventDefault(); look(); });
    form.addEventListener('input', look);
    form.addEventListener('change', look);
  }
})();
