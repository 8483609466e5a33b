// The rules of style of the page, and the hash by which its content policy allows them.
//
// Colour means tier and nothing else, and a tier is always shape, word and colour. What is not
// known is grey hatch. Every pair of ink and ground has a contrast of 4.5 or more, light and dark
// (WCAG 2.2 AA). On paper there is ink on white, a patient a page.

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include "finding/html.h"

static const char *const rules[] = {
    ":root{color-scheme:light dark;\n",
    "--font:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"Helvetica "
    "Neue\",Arial,sans-serif;\n",
    "--mono:ui-monospace,\"SF Mono\",\"Cascadia Mono\",\"DejaVu Sans "
    "Mono\",Menlo,Consolas,monospace;\n",
    "--xs:.75rem;--s:.8125rem;--m:.875rem;--l:1.0625rem;--xl:1.375rem;\n",
    "--bg:#f6f7f7;--surface:#fff;--sunk:#eef1f2;--ink:#15202b;--ink-2:#414d58;--ink-3:#5a6671;\n",
    "--line:#d9dee1;--line-2:#7a8791;--accent:#0a5876;\n",
    "--emergency:#980f1f;--emergency-on:#fff;--red:#a3201a;--red-bg:#fcebe9;\n",
    "--amber:#714700;--amber-bg:#fcf1d8;--unknown:#434d56;--unknown-bg:#eff1f2;--hatch-2:#dde1e4;"
    "\n",
    "--green:#1a5d35;--green-bg:#e7f4ec;\n",
    "--hatch:repeating-linear-gradient(135deg,var(--unknown-bg) 0 5px,var(--hatch-2) 5px 8px)}\n",
    "@media screen and (prefers-color-scheme:dark){:root{\n",
    "--bg:#0f1417;--surface:#161d22;--sunk:#1e272d;--ink:#e8edf0;--ink-2:#b9c4cb;--ink-3:#98a5ae;"
    "\n",
    "--line:#2c373e;--line-2:#74828c;--accent:#86c9e4;\n",
    "--emergency:#b81a2d;--red:#ffa69c;--red-bg:#3b1a18;\n",
    "--amber:#f3cd78;--amber-bg:#33280f;--unknown:#cbd3d9;--unknown-bg:#232c32;--hatch-2:#2f3a42;"
    "\n",
    "--green:#8ed8aa;--green-bg:#14291c}}\n",
    "*{box-sizing:border-box}\n",
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:56px}\n",
    "body{margin:0;background:var(--bg);color:var(--ink);font:var(--m)/1.42 var(--font);\n",
    "font-variant-numeric:tabular-nums;overflow-wrap:anywhere}\n",
    "h1,h2,h3,h4,p,ul,ol,dl,dd,table{margin:0;padding:0}\n",
    "ul,ol{list-style:none}\n",
    "b,th,dt{font-weight:600}\n",
    "a{color:var(--accent);text-underline-offset:2px;text-decoration-thickness:1px}\n",
    ":focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}\n",
    ".sprite{position:absolute;width:0;height:0}\n",
    ".skip{position:absolute;left:-999px}\n",
    ".skip:focus{left:8px;top:8px;z-index:9;background:var(--surface);padding:8px 12px}\n",
    ".dim{color:var(--ink-2);font-size:var(--s);font-weight:400}\n",
    ".mono{font-family:var(--mono);font-size:var(--xs)}\n",
    "main{display:block;max-width:1440px;margin:0 auto;padding:0 24px 36px}\n",
    ".top{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;padding:10px 24px;\n",
    "background:var(--surface);border-bottom:1px solid var(--line)}\n",
    ".top nav{display:flex;gap:16px;font-size:var(--s)}\n",
    ".brand{font-size:var(--l)}\n",
    ".asof{margin-left:auto;color:var(--ink-2)}\n",
    ".asof b{color:var(--ink)}\n",
    "h1{font-size:var(--xl);line-height:1.2;letter-spacing:-.015em;padding-top:24px}\n",
    "h2{font-size:var(--l);line-height:1.3}\n",
    "h3{font-size:var(--m)}\n",
    "h4{font-size:var(--l);line-height:1.35;font-weight:600}\n",
    "h4 .tier{margin-right:4px;vertical-align:2px}\n",
    ".tier{display:inline-flex;align-items:center;gap:6px;padding:1px 8px 1px "
    "6px;border-radius:3px;\n",
    "font-size:var(--s);font-weight:700;white-space:nowrap;line-height:1.5}\n",
    ".i{width:14px;height:14px;fill:currentColor;flex:none}\n",
    ".cut{fill:var(--cut)}\n",
    ".dash{fill:none;stroke:currentColor;stroke-width:1.5;stroke-dasharray:2.6 1.7}\n",
    ".line{fill:none;stroke:currentColor;stroke-width:1.6}\n",
    ".tick{fill:none;stroke:var(--cut);stroke-width:2}\n",
    ".t-emergency{background:var(--emergency);color:var(--emergency-on);--cut:var(--emergency)}\n",
    ".t-red{background:var(--red-bg);color:var(--red);box-shadow:inset 0 0 0 1px var(--red);\n",
    "--cut:var(--red-bg)}\n",
    ".t-amber{background:var(--amber-bg);color:var(--amber);box-shadow:inset 0 0 0 1px "
    "var(--amber);\n",
    "--cut:var(--amber-bg)}\n",
    ".t-unknown{background:var(--hatch);color:var(--unknown);box-shadow:inset 0 0 0 1px "
    "var(--line-2)}\n",
    ".t-green{background:var(--green-bg);color:var(--green);box-shadow:inset 0 0 0 1px "
    "var(--green);\n",
    "--cut:var(--green-bg)}\n",
    ".nk,.range{background:var(--hatch);color:var(--unknown);padding:0 6px;border-radius:3px;\n",
    "font-weight:600;font-size:var(--s);white-space:nowrap}\n",
    ".range{font-size:inherit}\n",
    ".state{font-weight:600;font-size:var(--s);color:var(--ink-2)}\n",
    ".read{border:1px solid var(--line-2);border-radius:3px;padding:0 5px;font-size:var(--xs);\n",
    "font-weight:400;color:var(--ink-2);white-space:nowrap}\n",
    ".about{font-size:var(--s);color:var(--ink-2);font-weight:400}\n",
    ".counts{display:flex;flex-wrap:wrap;gap:6px 20px;padding:10px 0 6px;align-items:center}\n",
    ".counts b{font-size:var(--l)}\n",
    ".warn{margin:8px 0;padding:8px 12px;background:var(--surface);border-left:4px solid "
    "var(--amber);\n",
    "font-size:var(--s);max-width:110ch}\n",
    "table{border-collapse:collapse;width:100%}\n",
    "th,td{text-align:left;vertical-align:top;padding:7px 12px 7px 0;border-top:1px solid "
    "var(--line)}\n",
    "thead "
    "th{font-size:var(--xs);color:var(--ink-3);border-top:0;padding-top:4px;padding-bottom:4px}\n",
    ".worklist{background:var(--surface);border:1px solid var(--line);margin-top:10px;\n",
    "table-layout:fixed}\n",
    ".worklist th:first-child{width:130px}\n",
    ".worklist thead th:nth-child(2){width:22%}\n",
    ".worklist thead th:nth-child(4){width:170px}\n",
    ".worklist td,.worklist th{padding:9px 12px}\n",
    ".worklist td p,.worklist th p{margin:0}\n",
    ".worklist tbody th a{font-size:var(--l)}\n",
    ".worklist .why b{font-size:var(--l)}\n",
    ".r-emergency td:first-child{box-shadow:inset 5px 0 0 var(--emergency)}\n",
    ".r-red td:first-child{box-shadow:inset 5px 0 0 var(--red)}\n",
    ".also{font-size:var(--s);color:var(--ink-3)}\n",
    ".others{padding:10px 0}\n",
    ".names{columns:3 260px;padding:6px 0}\n",
    ".names li{padding:3px 0;break-inside:avoid}\n",
    "article{margin-top:36px;border-top:2px solid var(--ink);padding-bottom:4px}\n",
    "article>header{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:2px 14px;\n",
    "align-items:baseline;padding:8px 0;background:var(--bg);border-bottom:1px solid "
    "var(--line)}\n",
    "article h2{font-size:var(--xl);letter-spacing:-.015em}\n",
    "article>header p{color:var(--ink-2)}\n",
    ".up{margin-left:auto;font-size:var(--s)}\n",
    ".calm-patient{border-top:1px solid var(--line-2)}\n",
    ".calm-patient h2{font-size:var(--l)}\n",
    ".facts{display:flex;flex-wrap:wrap;gap:4px 24px;padding:8px 0 2px}\n",
    ".merged,.calm{padding-top:8px}\n",
    ".asked{padding:8px 0 0;font-size:var(--s);color:var(--ink-2)}\n",
    ".asked .nk,.asked .state{font-size:inherit}\n",
    "article section,.quiet>section{padding-top:14px;margin-top:14px;border-top:1px solid "
    "var(--line)}\n",
    "article section>h3{padding-bottom:6px}\n",
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:"
    "8px}\n",
    ".card{background:var(--surface);border:1px solid var(--line);border-radius:6px;\n",
    "padding:10px 14px 12px;min-width:0}\n",
    ".c-emergency{border:2px solid var(--emergency);box-shadow:inset 6px 0 0 var(--emergency);\n",
    "padding-left:18px}\n",
    ".c-red{border-color:var(--red);background:var(--red-bg)}\n",
    ".c-amber{border-color:var(--amber);background:var(--amber-bg)}\n",
    ".card>p{margin-top:5px}\n",
    ".says{max-width:90ch}\n",
    ".rests{font-weight:600}\n",
    ".rests .dim{font-weight:400}\n",
    ".src{font-size:var(--xs);color:var(--ink-2);margin-top:6px;max-width:110ch}\n",
    ".asks{list-style:disc;padding-left:18px}\n",
    ".questions{list-style:decimal;padding-left:26px}\n",
    ".questions li{padding:3px 0 3px 4px}\n",
    ".questions .dim{margin-left:6px}\n",
    "summary{cursor:pointer;font-size:var(--s);color:var(--accent);padding:3px 0}\n",
    ".line>summary,td .line>summary{color:var(--ink);font-size:var(--m)}\n",
    ".line>div{padding:2px 0 10px 16px}\n",
    ".line>div>p{margin-top:4px}\n",
    ".group{margin-top:6px}\n",
    ".group>.line{border-top:1px solid var(--line);margin-left:14px}\n",
    ".behind>summary{font-size:var(--s)}\n",
    ".quiet{margin-top:4px}\n",
    ".tree,.tree ul{list-style:none;padding-left:14px;border-left:1px solid var(--line)}\n",
    ".tree{padding-left:0;border:0;font-size:var(--s)}\n",
    ".tree li{padding:2px 0}\n",
    ".tree code{font-family:var(--mono);font-size:var(--xs)}\n",
    ".place{color:var(--ink-3);font-size:var(--xs)}\n",
    ".datum{color:var(--ink-2)}\n",
    ".options td{width:27%}\n",
    ".options td:first-child{width:18%}\n",
    ".gates{list-style:disc;padding-left:18px}\n",
    ".timeline li{display:grid;grid-template-columns:190px 110px minmax(0,1fr);gap:0 12px;\n",
    "padding:3px 0;border-top:1px solid var(--line)}\n",
    ".timeline .when{white-space:nowrap}\n",
    ".timeline .lane{color:var(--ink-2)}\n",
    ".part{margin-top:36px;padding-top:14px;border-top:2px solid var(--ink);max-width:110ch}\n",
    ".guideline{padding:8px 0 12px}\n",
    ".guideline dl{display:grid;grid-template-columns:120px minmax(0,1fr);gap:2px 12px;\n",
    "padding-top:4px;font-size:var(--s)}\n",
    ".guideline dt{font-weight:400;color:var(--ink-3)}\n",
    ".sources li{padding:5px 0;font-size:var(--s)}\n",
    ".sources li:target{background:var(--sunk)}\n",
    ".notice{max-width:1440px;margin:0 auto;padding:14px 24px 30px;font-size:var(--s);\n",
    "color:var(--ink-2)}\n",
    ".notice p{border-top:1px solid var(--line);padding-top:12px;max-width:110ch}\n",
    "@media screen and (min-width:1000px){\n",
    ".timeline{columns:2;column-gap:36px}\n",
    ".timeline li{break-inside:avoid;grid-template-columns:150px 90px minmax(0,1fr)}}\n",
    "@media screen and (max-width:720px){\n",
    "main{padding:0 12px 24px}.top{padding:10px 12px}.asof{margin-left:0}\n",
    ".notice{padding:12px}\n",
    ".worklist,.cards{table-layout:auto}\n",
    ".worklist thead,.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;\n",
    "clip-path:inset(50%)}\n",
    ".worklist tr,.cards tr{display:block;padding:9px 0;border-top:1px solid var(--line)}\n",
    ".worklist tr{padding:10px 12px}\n",
    ".worklist td,.worklist tbody th,.cards td{display:block;width:auto;border:0;padding:2px 0}\n",
    ".options td{width:auto!important}\n",
    ".since::before,.cards td:first-child::before{display:none}\n",
    "[data-label]::before{content:attr(data-label) \": "
    "\";color:var(--ink-3);font-size:var(--xs)}\n",
    ".r-emergency td:first-child,.r-red td:first-child{box-shadow:none}\n",
    ".r-emergency{box-shadow:inset 5px 0 0 var(--emergency)}\n",
    ".r-red{box-shadow:inset 5px 0 0 var(--red)}\n",
    ".timeline li{grid-template-columns:minmax(0,1fr) auto}\n",
    ".timeline .what{grid-column:1/-1}\n",
    ".guideline dl{grid-template-columns:minmax(0,1fr)}\n",
    ".card{padding:10px}.c-emergency{padding-left:16px}}\n",
    "@page{size:A4;margin:12mm}\n",
    "@media print{\n",
    "body{background:#fff;font-size:9pt;--xs:7.5pt;--s:8pt;--m:9pt;--l:10.5pt;--xl:13pt;\n",
    "-webkit-print-color-adjust:exact;print-color-adjust:exact}\n",
    "main,.notice{max-width:none;padding-left:0;padding-right:0}\n",
    ".top{padding:0 0 6px}.top nav,.skip,.up,.behind{display:none}\n",
    "article>header{position:static;background:none;padding:4px 0}\n",
    "article section,.quiet>section{margin-top:7px;padding-top:6px}\n",
    ".tiles{grid-template-columns:1fr 1fr}\n",
    ".tiles>.card:only-child{grid-column:1/-1}\n",
    ".card{padding:6px 10px}.c-emergency{padding-left:16px}\n",
    ".questions li{padding:1px 0 1px 4px}\n",
    "th,td{padding-top:3px;padding-bottom:3px}\n",
    ".worklist td,.worklist th{padding:4px 8px}\n",
    ".worklist th:first-child{width:105px}.worklist thead th:nth-child(2){width:20%}\n",
    ".worklist thead th:nth-child(4){width:95px}\n",
    ".timeline{columns:2;column-gap:24px}\n",
    ".timeline li{grid-template-columns:100px 70px minmax(0,1fr);padding:1px 0}\n",
    ".rest{display:flex;flex-wrap:wrap;gap:0 20px;align-items:baseline}\n",
    ".rest>h3{padding:0}\n",
    "summary{color:var(--ink-2);list-style:none}\n",
    ".since .dim{display:block}\n",
    ".patient{break-before:page;margin-top:0}\n",
    ".card,.calm-patient,.worklist tr,.cards tr,.questions li,.guideline,.sources li{\n",
    "break-inside:avoid}\n",
    "h2,h3,h4,article>header{break-after:avoid}\n",
    ".worklist{border:0}\n",
    "a{color:inherit;text-decoration:none}}\n",
    "@media (forced-colors:active){.card,.tier,.nk{border:1px solid}}\n",
};

enum { RULES = sizeof rules / sizeof rules[0] };

void html_style(Buf *out) {
    for (size_t i = 0; i < RULES; i++) buf_add(out, str_from(rules[i]));
}

void html_style_hash(Buf *out) {
    struct sha256_ctx state;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)];
    sha256_init(&state);
    for (size_t i = 0; i < RULES; i++)
        sha256_update(&state, strlen(rules[i]), (const uint8_t *)rules[i]);
    sha256_digest(&state, sizeof digest, digest);
    base64_encode_raw(text, sizeof digest, digest);
    MARK(out, "'sha256-");
    buf_add(out, (Str){text, sizeof text});
    MARK(out, "'");
}
