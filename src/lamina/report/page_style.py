"""The style sheet of report.html: light and dark, from phone to desk, and on paper."""

CSS = """
:root{--ink:#1d2530;--muted:#5d6878;--line:#e3e7ed;--paper:#ffffff;--ground:#f5f6f9;--blue:#0072b2;--grey:#a9b3c1;
--good:#e6f4ee;--good-ink:#00573f;--care:#fdf1e3;--care-ink:#7a3a00;--code:#f2f4f7;--shade:#1d253040;--back:#b34700;color-scheme:light}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--muted:#9aa6b6;--line:#2c3542;--paper:#171d26;--ground:#0f141b;
--blue:#56b4e9;--grey:#5d6a7c;--good:#10332a;--good-ink:#8fe0c3;--care:#3a2712;--care-ink:#f5c48d;--code:#1f2733;--shade:#00000099;--back:#ff9b5e;
color-scheme:dark}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.55;font-size:16px;
font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:62rem;margin:0 auto;padding:2.2rem 1.2rem 4rem}
header p{margin:.1rem 0;color:var(--muted)}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;margin:.1rem 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;letter-spacing:-.005em;margin:0 0 .8rem}
h3{font-size:1rem;margin:1.6rem 0 .5rem;overflow-wrap:anywhere}
section{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:1.3rem 1.4rem;margin-top:1.1rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
.quiet{color:var(--muted);font-size:.92rem}
.mark{font-size:.78rem;letter-spacing:.09em;text-transform:uppercase;color:var(--muted);font-weight:600}
.hero{display:grid;grid-template-columns:minmax(13rem,1fr) 2fr;gap:1.2rem 2.2rem;align-items:center}
.big{font-size:3.3rem;font-weight:650;line-height:1.05;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.55rem .8rem;align-items:center;font-size:.95rem}
.track{position:relative;height:1.05rem;border-radius:5px;margin:0 .4rem;background:var(--code)}
.track i{position:absolute;top:50%;width:.8rem;height:.8rem;margin:-.4rem;border-radius:50%;background:var(--grey)}
.track i.ours{background:var(--blue)}
.track b{position:absolute;top:50%;height:2px;margin-top:-1px;background:var(--ink)}
.track b::before,.track b::after{content:"";position:absolute;top:-4px;width:2px;height:10px;background:var(--ink)}
.track b::before{left:0}.track b::after{right:0}

.bars+.quiet{margin-top:.5rem}.bars span:nth-child(3n){text-align:right;font-variant-numeric:tabular-nums}
.verdict{border-radius:10px;padding:.7rem 1rem;margin:1.2rem 0 .2rem;font-weight:550}
.good{background:var(--good);color:var(--good-ink)}.care{background:var(--care);color:var(--care-ink)}
.scroll{overflow-x:auto;margin:.5rem 0;background:linear-gradient(to right,var(--paper) 30%,transparent) left/2.4rem 100%,
linear-gradient(to left,var(--paper) 30%,transparent) right/2.4rem 100%,
linear-gradient(to right,var(--shade),transparent) left/.8rem 100%,
linear-gradient(to left,var(--shade),transparent) right/.8rem 100%;background-repeat:no-repeat;
background-attachment:local,local,scroll,scroll}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:left;padding:.38rem .8rem .38rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--muted);font-weight:550;font-size:.85rem;white-space:nowrap;vertical-align:bottom}
td{max-width:26rem;overflow-wrap:break-word}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th.number{white-space:normal}
tbody tr:last-child td{border-bottom:0}
img{display:block;max-width:100%;height:auto;background:#fff;border-radius:10px;margin:.4rem auto}
figure{margin:.4rem 0}.panels{display:grid;gap:.2rem;align-items:end}
.pair{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1rem 2rem;align-items:start}.pair h3{margin-top:.4rem}
.narrow{max-width:32rem;margin:0 auto}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.4rem;margin:.3rem 0;font-size:.95rem}
.facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
ul{padding-left:1.2rem;margin:.4rem 0}li{margin:.25rem 0;overflow-wrap:anywhere}
pre{background:var(--code);border-radius:9px;padding:.75rem 1rem;overflow-x:auto;font-size:.88rem;line-height:1.5}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.layer{font-weight:600;margin:1.1rem 0 .3rem}
.equation{display:grid;grid-template-columns:max-content max-content minmax(0,1fr);gap:.45rem .5rem;align-items:center;margin:.5rem 0 .9rem;
padding-left:.9rem;border-left:3px solid var(--line);font-family:"STIX Two Text","Cambria Math",Cambria,"Times New Roman","Noto Serif",serif;font-size:1.05rem}
.equation .side{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .45rem;min-width:0}
.equation .left{white-space:nowrap}.equation .term{overflow-wrap:anywhere}
.held{display:inline-flex;flex-direction:column;align-items:center;max-width:100%}.size{font-size:.72rem;color:var(--muted)}
.matrix{display:inline-block;max-width:100%;overflow-x:auto;border:solid var(--ink);border-width:0 1.5px;border-radius:.45rem;padding:0 .35rem}
.matrix table{width:auto;font-size:.95rem}.matrix td{border:0;padding:.05rem .35rem;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.matrix.many table{font-size:.8rem}.matrix.many td,.loose.many tbody td,.loose.many tbody tr:last-child td{padding:.05rem .22rem}
.matrix .seen{background:var(--good);color:var(--good-ink);font-weight:650}
.sketch{display:block;margin:.6rem auto;max-width:none}.sketch line{stroke:var(--grey);stroke-width:1.5}.sketch rect{fill:var(--paper)}
.sketch circle{fill:var(--paper);stroke:var(--blue);stroke-width:2}.sketch text{font-size:14px;fill:var(--ink)}
.sketch .name{fill:var(--muted);font-size:13px}.sketch .back{fill:var(--back)}
.loose{border:0;padding:0;border-radius:0}.loose tbody td,.loose tbody tr:last-child td{border:1px solid var(--grey);padding:.15rem .4rem}
sup,sub{line-height:0;font-size:.72em}
details{margin-top:.9rem}summary{cursor:pointer;color:var(--blue);font-weight:550}
.changed td:first-child{font-weight:650}
footer{color:var(--muted);font-size:.85rem;margin-top:1.4rem;text-align:center}
@media (max-width:42rem){main{padding:1.2rem .7rem 3rem}section{padding:1rem;border-radius:11px}
.matrix table{font-size:.8rem}.matrix td,.loose tbody td,.loose tbody tr:last-child td{padding:.05rem .22rem}.equation{padding-left:.5rem;column-gap:.3rem;grid-template-columns:max-content minmax(0,1fr)}
.equation .left{grid-column:1/-1;white-space:normal}.equation .left:empty{display:none}
.big{font-size:2.7rem}h1{font-size:1.5rem}
.hero{grid-template-columns:minmax(0,1fr)}.bars{grid-template-columns:1fr max-content;gap:.25rem .8rem;grid-auto-flow:dense}.bars .track{grid-column:1/-1;margin-bottom:.5rem}
.bars span:nth-child(3n+1){grid-column:1}.bars span:nth-child(3n){grid-column:2}
.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.45rem}.pair{grid-template-columns:minmax(0,1fr)}
.panels{grid-template-columns:minmax(0,1fr)!important;gap:.8rem}
figure.wide{overflow-x:auto;mask-image:linear-gradient(to left,transparent,#000 2rem)}
figure.wide img{max-width:none;width:42rem;margin-right:2rem}}
@media print{body{background:#fff}section{break-inside:avoid;border:0;padding:.5rem 0}details>*{display:block}}
"""
