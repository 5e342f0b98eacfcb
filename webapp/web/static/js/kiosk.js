/* A touch screen in the hall: pages follow each other in place (full screen stays), and an idle screen goes back to its cover. */
(function () {
  'use strict';
  const WARNING = 15;
  const home = document.body.dataset.kiosk;
  const limit = Math.max(20, Number(document.body.dataset.seconds)) * 1000;
  const sheet = document.querySelector('[data-idle]');
  let last = Date.now();
  let newest = 0;

  const away = () => location.pathname !== home;
  const wake = () => {
    last = Date.now();
    sheet.hidden = true;
  };
  ['pointerdown', 'keydown', 'wheel', 'touchstart', 'scroll'].forEach((name) => document.addEventListener(name, wake, { passive: true, capture: true }));
  sheet.querySelector('[data-idle-stay]').addEventListener('click', wake);

  setInterval(() => {
    const left = Math.ceil((last + limit - Date.now()) / 1000);
    if (!away() && scrollY === 0) { last = Date.now(); return; }
    if (left > WARNING) return;
    if (left > 0) {
      sheet.querySelector('[data-idle-count]').textContent = left;
      if (sheet.hidden) { sheet.hidden = false; sheet.querySelector('[data-idle-stay]').focus(); }
      return;
    }
    wake();
    go(home, true);
  }, 250);

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!link || event.defaultPrevented) return;
    const address = new URL(link.href, location.href);
    event.preventDefault();
    if (address.hash && address.pathname === location.pathname) { jump(address.hash); return; }
    if (address.origin === location.origin && (address.pathname === home || address.pathname.startsWith(home + '/'))) go(address.pathname + address.search, false);
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    go(new URL(event.target.action).pathname + '?' + new URLSearchParams(new FormData(event.target)), false);
  });
  window.addEventListener('popstate', () => go(location.pathname + location.search, true));
  document.addEventListener('contextmenu', (event) => event.preventDefault());

  function jump(hash) {
    const target = document.getElementById(hash.slice(1));
    if (target) target.focus();
  }

  /* What is shown changes, the page stays. If the server does not answer, the screen stays as it is and tries again later;
     an answer that comes after a later press is left aside. */
  function go(address, replace) {
    newest += 1;
    const own = newest;
    fetch(address, { headers: { Accept: 'text/html' } }).then((answer) => {
      if (own !== newest) return undefined;
      if (!answer.ok && address !== home) return go(home, true);
      return answer.text().then((text) => {
        if (own !== newest) return;
        const made = new DOMParser().parseFromString(text, 'text/html');
        document.title = made.title;
        document.body.className = made.body.className;
        ['.show-bar', '#main', '.dock', '.show-foot'].forEach((part) => swap(part, made));
        history[replace ? 'replaceState' : 'pushState'](null, '', address);
        scrollTo({ top: 0, behavior: 'instant' });
        last = Date.now();
        offer();
        document.getElementById('main').focus({ preventScroll: true });
      });
    }).catch(() => {});
  }

  function swap(part, made) {
    const old = document.querySelector(part);
    const fresh = made.querySelector(part);
    if (old && fresh) old.replaceWith(fresh);
    else if (old) old.remove();
    else if (fresh) document.querySelector('#main').after(fresh);
  }

  function offer() {
    document.querySelectorAll('[data-full-screen]').forEach((button) => {
      button.hidden = !document.fullscreenEnabled || Boolean(document.fullscreenElement);
      button.addEventListener('click', () => document.documentElement.requestFullscreen().then(() => { button.hidden = true; }, () => {}));
    });
  }
  offer();
})();
