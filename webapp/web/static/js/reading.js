/* The document page: contents that show where one is, ticks that are kept on this device, one step a screen. */
(function () {
  'use strict';

  /* Mark the part in view. */
  const links = Array.from(document.querySelectorAll('[data-toc] a'));
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))).filter(Boolean);
  if (parts.length && 'IntersectionObserver' in window) {
    const seen = new Set();
    const watcher = new IntersectionObserver((entries) => {
      entries.forEach((entry) => (entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target)));
      const first = parts.find((part) => seen.has(part));
      if (!first) return;
      links.forEach((link) => {
        if (link.hash.slice(1) === encodeURIComponent(first.id) || link.hash.slice(1) === first.id) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      });
    }, { rootMargin: '0px 0px -55% 0px' });
    parts.forEach((part) => watcher.observe(part));
  }

  /* A link to the contents opens them on a phone. */
  document.querySelectorAll('a[href="#contents"]').forEach((link) => link.addEventListener('click', () => {
    const contents = document.getElementById('contents');
    if (contents) contents.open = true;
  }));
  document.querySelectorAll('#contents a').forEach((link) => link.addEventListener('click', () => { document.getElementById('contents').open = false; }));

  document.querySelectorAll('[data-steps]').forEach((box) => {
    const steps = Array.from(box.querySelectorAll('.step'));
    const ticks = Array.from(box.querySelectorAll('.step-tick'));
    const done = box.querySelector('[data-steps-done]');
    const store = 'steps:' + box.dataset.steps;

    try {
      const kept = JSON.parse(localStorage.getItem(store) || '[]');
      ticks.forEach((tick, index) => { tick.checked = tick.checked || kept.includes(index); }); // ticked before this was there
    } catch (error) { /* nothing kept */ }
    const reset = box.querySelector('[data-steps-reset]');
    box.addEventListener('change', keep);
    say();
    if (reset) reset.addEventListener('click', () => { ticks.forEach((tick) => { tick.checked = false; }); keep(); });

    function keep() {
      const kept = ticks.map((tick, index) => (tick.checked ? index : -1)).filter((index) => index >= 0);
      try { localStorage.setItem(store, JSON.stringify(kept)); } catch (error) { /* not kept on this device */ }
      say();
    }

    function say() {
      const number = ticks.filter((tick) => tick.checked).length;
      done.textContent = done.dataset.text.replace('{n}', number);
      done.hidden = number === 0;
      if (reset) reset.hidden = number === 0;
    }

    /* One step a screen. */
    const start = box.querySelector('[data-stepwise]');
    const bar = box.querySelector('.stepwise-bar');
    const [back, close, on] = ['back', 'close', 'on'].map((name) => bar.querySelector('[data-stepwise-' + name + ']'));
    let at = 0;
    start.hidden = false;
    start.addEventListener('click', () => {
      at = Math.max(0, ticks.findIndex((tick) => !tick.checked));
      enter();
    });
    back.addEventListener('click', () => { at -= 1; show(); });
    on.addEventListener('click', () => {
      if (!ticks[at].checked) { ticks[at].checked = true; keep(); }
      if (at === steps.length - 1) { leave(); return; }
      at += 1;
      show();
    });
    close.addEventListener('click', leave);
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && box.classList.contains('stepwise')) leave(); });

    function others() {
      const found = [];
      for (let node = box; node !== document.body; node = node.parentElement) {
        Array.from(node.parentElement.children).forEach((one) => { if (one !== node && one.tagName !== 'SCRIPT') found.push(one); });
      }
      return found;
    }

    function enter() {
      box.classList.add('stepwise');
      box.setAttribute('role', 'dialog');
      box.setAttribute('aria-modal', 'true');
      others().forEach((one) => one.setAttribute('inert', ''));
      bar.hidden = false;
      document.documentElement.classList.add('stepwise-open');
      show();
      on.focus();
    }

    function leave() {
      box.classList.remove('stepwise');
      box.removeAttribute('role');
      box.removeAttribute('aria-modal');
      others().forEach((one) => one.removeAttribute('inert'));
      bar.hidden = true;
      document.documentElement.classList.remove('stepwise-open');
      steps.forEach((step) => delete step.dataset.shown);
      start.focus();
      steps[at].scrollIntoView();
    }

    function show() {
      steps.forEach((step, index) => { if (index === at) step.dataset.shown = ''; else delete step.dataset.shown; });
      back.disabled = at === 0;
      on.textContent = at === steps.length - 1 ? on.dataset.textEnd : on.dataset.textOn;
      box.querySelector('.steps').scrollTop = 0;
      box.querySelector('[data-stepwise-place]').textContent = (at + 1) + ' / ' + steps.length;
    }
  });
})();
