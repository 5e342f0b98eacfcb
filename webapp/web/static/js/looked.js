/* How a text will look: a button below fields that name where to ask (data-look-at); the answer is the site's own rendering. */
(function () {
  'use strict';
  const REST = 400;

  document.querySelectorAll('textarea[data-look-at]').forEach((field) => {
    const words = field.dataset;
    const button = document.createElement('button');
    const look = document.createElement('div');
    let timer = 0;
    let asked = null;
    button.type = 'button';
    button.className = 'button button-quiet';
    look.className = 'look prose';
    look.id = field.id + '-look';
    look.hidden = true;
    look.setAttribute('role', 'region');
    look.setAttribute('aria-label', words.lookName);
    button.setAttribute('aria-controls', look.id);
    field.after(button, look);
    name();

    button.addEventListener('click', () => { look.hidden = !look.hidden; name(); draw(); });
    field.addEventListener('input', (event) => {
      if (look.hidden || event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(draw, REST);
    });

    function name() {
      button.textContent = look.hidden ? words.lookShow : words.lookHide;
      button.setAttribute('aria-expanded', String(!look.hidden));
    }

    /* Answers that come late, for a text that is no longer there, are left aside. */
    function draw() {
      const text = field.value;
      if (look.hidden || text === asked) return;
      asked = text;
      if (!text.trim()) { say(words.lookEmpty); return; }
      const data = new FormData();
      data.append('csrf_token', field.form.elements.csrf_token.value);
      data.append('text', text);
      fetch(words.lookAt, { method: 'POST', body: data, headers: { 'X-Requested-With': 'XMLHttpRequest' } })
        .then((answer) => answer.json().then((json) => { if (asked === text) { if (answer.ok) put(json.html); else say(json.error); } }))
        .catch(() => { asked = null; say(words.lookFailed); });
    }

    /* The server's renderer has made this safe; the page's policy runs no script in it either way. */
    function put(html) {
      const made = document.createElement('template');
      made.innerHTML = html;
      look.replaceChildren(made.content);
    }

    function say(sentence) {
      const line = document.createElement('p');
      line.className = 'muted';
      line.textContent = sentence;
      look.replaceChildren(line);
    }
  });
})();
