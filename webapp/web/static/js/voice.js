/* Speaking instead of typing, where the browser itself can listen: the button beside a search box (data-voice: its id). */
(function () {
  'use strict';
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition || !window.isSecureContext) return;
  document.querySelectorAll('button[data-voice]').forEach((button) => {
    const field = document.getElementById(button.dataset.voice);
    const before = field.placeholder;
    let listening = null;
    button.hidden = false;
    button.addEventListener('click', () => { if (listening) listening.stop(); else listen(); });

    function listen() {
      listening = new Recognition();
      listening.lang = 'zh-CN';
      listening.interimResults = true;
      listening.onresult = (event) => {
        const heard = Array.from(event.results, (result) => result[0].transcript).join('').replace(/[。？！，]$/, '');
        field.value = heard;
        if (event.results[event.results.length - 1].isFinal && heard) field.form.requestSubmit();
      };
      listening.onerror = () => { field.placeholder = button.dataset.textFailed; };
      listening.onend = () => {
        listening = null;
        button.setAttribute('aria-pressed', 'false');
        if (field.placeholder === button.dataset.textListening) field.placeholder = before;
      };
      field.value = '';
      field.placeholder = button.dataset.textListening;
      button.setAttribute('aria-pressed', 'true');
      listening.start();
    }
  });
})();
