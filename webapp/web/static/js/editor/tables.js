/* A table copied from Excel, Word or a web page becomes a Markdown table when pasted; one with merged cells an HTML table. */
(function () {
  'use strict';
  const words = document.getElementById('writing-words').dataset;

  document.querySelectorAll('[data-writing] textarea').forEach((field) => field.addEventListener('paste', (event) => {
    const made = event.clipboardData && tableIn(event.clipboardData);
    if (!made) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.writingText.insertBlock(field, made);
    const note = field.closest('[data-writing]').querySelector('.writing-note');
    note.textContent = words.tableMade;
    note.hidden = false;
    setTimeout(() => { note.hidden = true; }, 6000);
  }));

  function tableIn(clipboard) {
    const html = clipboard.getData('text/html');
    if (/<table/i.test(html)) {
      const page = new DOMParser().parseFromString(html, 'text/html');
      const tables = page.querySelectorAll('table');
      const around = page.body.cloneNode(true);
      around.querySelectorAll('table, style, script').forEach((one) => one.remove());
      if (tables.length === 1 && !around.textContent.trim()) return fromTable(tables[0]);
      return '';
    }
    return fromTabs(clipboard.getData('text/plain'));
  }

  function fromTabs(plain) {
    const lines = plain.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
    const cells = lines.map((line) => line.split('\t'));
    if (lines.length < 2 || cells[0].length < 2 || cells.some((row) => row.length !== cells[0].length)) return '';
    return markdown(cells);
  }

  function fromTable(table) {
    const rows = Array.from(table.rows).filter((row) => row.cells.length);
    if (!rows.length || (rows.length === 1 && rows[0].cells.length === 1)) return '';
    if (table.querySelector('[colspan]:not([colspan="1"]), [rowspan]:not([rowspan="1"])')) return merged(rows);
    return markdown(rows.map((row) => Array.from(row.cells).map(cellText)));
  }

  function cellText(cell) {
    cell.querySelectorAll('br').forEach((one) => one.replaceWith('\n'));
    const parts = Array.from(cell.querySelectorAll('p, li, div')).filter((one) => !one.querySelector('p, li, div'));
    const text = parts.length ? parts.map((one) => one.textContent).join('\n') : cell.textContent;
    return text.replace(/\u00a0/g, ' ').split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean).join('\n');
  }

  function markdown(cells) {
    const width = Math.max(...cells.map((row) => row.length));
    const line = (row) => '| ' + Array.from({ length: width }, (_none, at) => escape(row[at] || '')).join(' | ') + ' |';
    const figures = Array.from({ length: width }, (_none, at) => cells.slice(1).every((row) => /^[-+±]?[\d.,]+ ?%?$/.test(row[at] || '')) && cells.length > 1);
    return [line(cells[0]), '|' + figures.map((right) => (right ? '---:' : '---')).join('|') + '|', ...cells.slice(1).map(line)].join('\n');
  }

  function escape(text) {
    return text.trim().replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/\n/g, '<br>');
  }

  function merged(rows) {
    const cell = (one, index) => {
      const name = index === 0 ? 'th' : 'td';
      const spans = ['colspan', 'rowspan'].filter((span) => Number(one.getAttribute(span)) > 1);
      const attributes = spans.map((span) => ' ' + span + '="' + Number(one.getAttribute(span)) + '"').join('');
      const holder = document.createElement('i');
      holder.textContent = cellText(one);
      return '<' + name + attributes + '>' + holder.innerHTML.replace(/\n/g, '<br>') + '</' + name + '>';
    };
    const lines = rows.map((row, index) => '<tr>' + Array.from(row.cells).map((one) => cell(one, index)).join('') + '</tr>');
    return '<table>\n' + lines.join('\n') + '\n</table>';
  }
})();
