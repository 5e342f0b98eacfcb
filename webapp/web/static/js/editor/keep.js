/* What is typed is kept: by the server every half minute and on leaving, in this browser whenever that fails. Says so in one quiet word. */
(function () {
  'use strict';
  const EVERY = 30000;
  const RESTS = 1800;
  const HANDING_IN = 15000;
  const form = document.getElementById('editor');
  const state = document.querySelector('[data-writing-state]');
  const words = state.dataset;
  const company = document.querySelector('[data-company]');
  let changed = false;
  let sending = false;
  let timer = 0;
  let checking = 0;
  let handedIn = false;

  ['input', 'change', 'rows:changed'].forEach((name) => form.addEventListener(name, (event) => {
    if (event.target.type === 'file' || (event.target.closest && event.target.closest('[data-not-kept]'))) return;
    changed = true;
    say('changed');
    if (!timer) timer = setTimeout(keep, EVERY);
    clearTimeout(checking);
    checking = setTimeout(() => ask('check').then(heard).catch(() => undefined), RESTS);
  }));
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') leave(); });
  window.addEventListener('pagehide', leave);
  /* What is being handed in needs no keeping beside it: it would come second, to a draft that is closed by then. */
  form.addEventListener('submit', (event) => setTimeout(() => {
    if (event.defaultPrevented) return;
    handedIn = true;
    clearTimeout(checking);
    setTimeout(() => { handedIn = false; }, HANDING_IN);
  }));
  window.addEventListener('online', () => { if (changed) keep(); });
  form.addEventListener('click', (event) => {
    const button = event.target.closest('button[name="do"][value="save"]');
    if (!button) return;
    event.preventDefault();
    save();
  });
  document.addEventListener('writing:save', save);
  setInterval(() => { if (document.visibilityState === 'visible') ask('here').then(heard).catch(() => undefined); }, 45000);
  ask('here').then(heard).catch(() => undefined);
  document.addEventListener('kept:restored', () => { changed = true; say('local'); keep(); });

  function data(deed) {
    const sent = new FormData(form);
    sent.set('do', deed);
    sent.delete('base');
    if (deed === 'here') Array.from(sent.keys()).forEach((name) => { if (!['csrf_token', 'do', 'revision', 'ordinal'].includes(name)) sent.delete(name); });
    return sent;
  }

  function ask(deed, options) {
    return fetch(form.dataset.typing, { method: 'POST', body: data(deed), credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' }, ...options })
      .then((answer) => answer.json().catch(() => ({})).then((json) => ({ status: answer.status, json })));
  }

  /* A token that has grown old is renewed, and the same is asked once more. */
  function askAgain(deed) {
    return ask(deed).then((answer) => (answer.status === 400 ? renew().then((is) => (is ? ask(deed) : { status: 401, json: {} })) : answer));
  }

  /* The present token stands in the editor's own page; whoever is signed out is led elsewhere instead. */
  function renew() {
    return fetch(location.pathname, { credentials: 'same-origin' }).then((answer) => {
      if (answer.redirected || !answer.ok) return false;
      return answer.text().then((page) => {
        const token = new DOMParser().parseFromString(page, 'text/html').querySelector('#editor input[name="csrf_token"]');
        if (token) document.querySelectorAll('input[name="csrf_token"]').forEach((field) => { field.value = token.value; });
        return Boolean(token);
      });
    });
  }

  function keep() {
    clearTimeout(timer);
    timer = 0;
    if (handedIn) timer = setTimeout(keep, EVERY);
    if (sending || !changed || handedIn) return;
    sending = true;
    changed = false;
    say('sending');
    askAgain('keep').then((answer) => {
      sending = false;
      if (answer.status !== 200) { failed(answer.status); return; }
      heard(answer);
      if (changed) { say('changed'); if (!timer) timer = setTimeout(keep, EVERY); return; }
      say('kept', answer.json.at);
      form.dispatchEvent(new CustomEvent('kept:elsewhere', { bubbles: true }));
      document.dispatchEvent(new CustomEvent('draft:saved'));
    }).catch(() => { sending = false; failed(0); });
  }

  function failed(status) {
    changed = true;
    form.dispatchEvent(new CustomEvent('kept:here', { bubbles: true }));
    say(status === 401 ? 'out' : status === 409 ? 'closed' : 'failed');
    if (!timer) timer = setTimeout(keep, EVERY);
  }

  /* On leaving there is no waiting for an answer: the copy in this browser goes when the server has been heard. */
  function leave() {
    if (changed || sending) form.dispatchEvent(new CustomEvent('kept:here', { bubbles: true }));
    if (handedIn) return;
    const deed = changed ? 'keep' : 'leave';
    try { ask(deed, { keepalive: true }).catch(() => undefined); } catch (error) { /* too long to be sent on leaving: the copy here is there */ }
  }

  /* Save the draft without leaving the page; whatever is not simply saved is sent as a form, so that the page can say what to do. */
  function save() {
    if (sending) { setTimeout(save, 200); return; }
    sending = true;
    say('sending');
    const sent = new FormData(form);
    sent.set('do', 'save');
    changed = false;
    fetch(form.action, { method: 'POST', body: sent, credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' }, redirect: 'manual' }).then((answer) => {
      sending = false;
      if (answer.status === 200 && (answer.headers.get('Content-Type') || '').includes('json')) return answer.json().then(saved);
      if (answer.status === 401 || answer.status === 404 || answer.status >= 500) { failed(answer.status === 404 ? 0 : answer.status); return undefined; }
      if (answer.status === 400) return renew().then((is) => { if (is) save(); else failed(401); });
      native();
      return undefined;
    }).catch(() => { sending = false; failed(0); });
  }

  function native() {
    const hidden = document.createElement('input');
    hidden.type = 'hidden';
    hidden.name = 'do';
    hidden.value = 'save';
    form.append(hidden);
    document.dispatchEvent(new CustomEvent('draft:saved'));
    form.submit();
  }

  function saved(answer) {
    form.elements.revision.value = answer.revision;
    form.elements.base.value = answer.base;
    clearTimeout(timer);
    timer = 0;
    document.querySelectorAll('input[name="revision"]').forEach((field) => { field.value = answer.revision; });
    heard({ status: 200, json: { missing: answer.missing } });
    if (changed) { say('changed'); timer = setTimeout(keep, EVERY); return; }
    say('saved', answer.at);
    form.dispatchEvent(new CustomEvent('kept:elsewhere', { bubbles: true }));
    document.dispatchEvent(new CustomEvent('draft:saved'));
  }

  function heard(answer) {
    if (answer.status !== 200) return;
    if (answer.json.missing) document.dispatchEvent(new CustomEvent('writing:missing', { detail: answer.json.missing }));
    if (answer.json.similar) document.dispatchEvent(new CustomEvent('writing:similar', { detail: answer.json.similar }));
    if (!answer.json.others) return;
    company.hidden = !answer.json.others.length && !answer.json.stale;
    const sentence = answer.json.stale ? company.dataset.textStale : company.dataset.textOthers.replace('{names}', answer.json.others.join('、'));
    const line = company.querySelector('[data-company-words]');
    if (!company.hidden && line.textContent !== sentence) line.textContent = sentence;
  }

  function say(name, at) {
    const sentence = { changed: words.textChanged, sending: words.textSending, kept: words.textKept, saved: words.textSaved, failed: words.textFailed, out: words.textOut, closed: words.textClosed, local: words.textLocal }[name];
    state.dataset.is = name;
    const link = state.querySelector('a');
    link.hidden = name !== 'out';
    const line = state.querySelector('span');
    const full = sentence.replace('{at}', at || '');
    if (line.textContent !== full) line.textContent = full;
  }
})();
