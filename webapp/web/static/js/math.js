/* Formulae: elements of class arithmatex hold \( … \) or \[ … \]; a formula that cannot be read stays as it was written. */
(function () {
  'use strict';
  document.querySelectorAll('.arithmatex').forEach((element) => {
    const source = element.textContent.trim();
    const found = /^\\([[(])([\s\S]*)\\[\])]$/.exec(source);
    if (!found) return;
    try {
      window.katex.render(found[2], element, { displayMode: found[1] === '[', throwOnError: true, trust: false, maxExpand: 500, maxSize: 50 });
    } catch (error) {
      element.textContent = source;
    }
  });
})();
