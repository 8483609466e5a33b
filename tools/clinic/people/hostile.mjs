// hostile.mjs: one patient whose every text tries to be something else than text.
//
// HTML and script, Markdown links, CSV formulas, ICS lines, SQL, shell, format strings, terminal escapes,
// bidirectional controls, characters that look like others, very long words. The record is valid FHIR in
// all but that: control characters are there on purpose, escaped as JSON demands.

import { Chart } from '../chart.mjs';
import { SYSTEM, concept } from '../codes.mjs';

const ESC = '\u001b';
const RLO = '\u202e';

export const texts = {
    script: '<script>alert(document.cookie)</script>',
    image: '"><img src=x onerror=alert(1)>',
    entity: '&lt;b&gt; &amp;amp; &#x3C;svg/onload=alert(1)&#x3E;',
    style: "</style></title></textarea><svg onload='alert(2)'>",
    comment: ']]> --> <!-- <![CDATA[',
    markdown: '[Click here](javascript:alert(3)) ![x](https://evil.example/p.png) `code` **all clear** # Heading',
    table: '| green | no finding |\n|---|---|\n| a | b |',
    formula: '=HYPERLINK("https://evil.example","all clear")',
    plus: '+1+1',
    minus: "-2+3+cmd|' /C calc'!A0",
    at: '@SUM(1+1)*cmd',
    tab: '\t=1+1',
    semicolon: '";=1+1;"',
    calendar: 'Visit\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:All clear',
    header: 'Scan\r\nSet-Cookie: session=evil\r\n\r\n<html>',
    sql: "Robert'); DROP TABLE patient;--",
    shell: '$(touch /tmp/owned) `id` ; rm -rf ~ && echo ${HOME}',
    format: '%s%s%s%n %x {patient} {{7*7}} ${7*7} {missing}',
    path: '../../../../etc/passwd',
    nul: 'before\u0000after',
    colour: `${ESC}[31;1mEMERGENCY${ESC}[0m ${ESC}[2J${ESC}[H all clear`,
    title: `${ESC}]0;all clear\u0007${ESC}]52;c;ZXZpbA==\u0007 ${ESC}]8;;https://evil.example${ESC}\\link${ESC}]8;;${ESC}\\`,
    csi: '\u009b31m red \u009b0m \u0085 next line',
    back: 'RED\b\b\bOK \r all clear \u007f\u0007',
    bidi: `${RLO}raelc lla\u202c \u2066isolated\u2069 \u200fright \u200eleft`,
    invisible: 'os\u200bteo\u200dsar\u2060co\ufeffma \u00ad \u2028line \u2029paragraph',
    lookalike: '\u041esteosarcoma \u03bff the f\u0435mur',
    combining: `Z${'\u0335\u0321\u0347\u0353\u0301'.repeat(12)}algo`,
    emoji: '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 \ud83c\uddf3\ud83c\uddf4 \ud83e\uddd1\ud83c\udfff\u200d\ud83d\ude80',
    wide: '\u9aa8\u8089\u816b \uff1cscript\uff1e \u0939\u0921\u094d\u0921\u0940 \u0639\u0638\u0645',
    normal: 'caf\u00e9 cafe\u0301 \ufb01 \u212b \u1e9e \u0130\u0131',
    replacement: '\ufffd \ufffe \uffff \ud800\udc00 \u{10ffff}',
    long: 'osteosarcoma'.repeat(700),
    longWords: 'no relapse '.repeat(400).trim(),
    empty: ' \u00a0 \u3000 ',
};

export function hostile() {
    const c = new Chart('hostile', {
        mrn: 'VC-1501',
        family: texts.script,
        given: texts.image,
        gender: 'unknown',
        born: '1998-01-01',
    });
    c.patient.name.push({
        use: 'nickname',
        text: texts.colour,
        family: texts.formula,
        given: [texts.bidi, texts.sql, texts.emoji],
        prefix: [texts.plus],
        suffix: [texts.at],
    });
    c.patient.identifier.push({ system: 'https://hospital.example/mrn?<script>', value: texts.formula });
    c.patient.text = {
        status: 'generated',
        div: '<div xmlns="http://www.w3.org/1999/xhtml"><script>alert(4)</script>All clear. <b>No relapse.</b></div>',
    };
    c.patient.address = [{ line: [texts.header, texts.path], city: texts.wide }];
    c.patient.extension = [{ url: 'https://evil.example/"><script>', valueString: texts.entity }];

    c.primary(['osteosarcoma', 'C40.22'], '9180/3', 'femur', 'left', '2024-02-12', {
        status: 'remission',
        text: texts.markdown,
        note: texts.table,
    });
    c.resources.at(-1).code.coding[0].display = texts.style;
    c.resources.at(-1).bodySite[0].text = texts.lookalike;
    c.mapInSum('2024-03-04', 2);
    c.resection('2024-05-20', 'R0', texts.calendar);
    c.status('2024-11-05', 'full remission', { note: texts.longWords });
    c.report('chest ct', '2026-06-02', 'normal', texts.long);
    c.report('femur x-ray', '2026-06-02', 'normal', texts.replacement, {
        study: c.study('femur x-ray', '2026-06-02', 'DX', 'femur'),
    });
    c.resources.find((r) => r.id === 'hostile-femur-x-ray-1').presentedForm = [
        { contentType: 'text/html', title: texts.image, url: 'javascript:alert(5)' },
    ];
    const femur = c.lesion('lesion--..-.0', 'femur', 'left', c.tumour, '2026-11-16');
    c.resources.at(-1).description = texts.title;
    c.symptom('bone pain', '2026-11-16', { site: 'femur', side: 'left', quality: texts.format, text: texts.shell, focus: femur });
    c.resources.at(-1).valueCodeableConcept.coding[0].display = texts.csi;
    c.symptom('lump', '2026-11-16', { text: texts.back, note: texts.invisible, site: 'femur', side: 'left' });
    c.symptom('cough', '2026-11-16', { text: texts.combining, note: texts.normal });
    c.answers('2026-11-16', { 'symptom/night-pain': true, 'symptom/local-pain': true }, { note: texts.semicolon });
    c.observe('pain score', '2026-11-16', { valueInteger: 7 }, { category: 'survey', note: texts.tab });
    c.observe(
        'hostile code',
        '2026-11-16',
        { valueString: texts.minus },
        {
            kind: 'house',
            category: 'survey',
            code: { coding: [{ system: SYSTEM.house, code: '=1+1', display: texts.comment }], text: texts.empty },
        },
    );
    c.questionnaire('2026-11-16', { [texts.script]: texts.formula, [texts.markdown]: true, [texts.emoji]: texts.bidi });
    c.add(
        'Observation',
        'longest',
        {
            id: `hostile-${'x'.repeat(56)}`,
            status: 'final',
            code: concept('cough'),
            subject: { reference: c.self, display: texts.colour },
            effectiveDateTime: '2026-11-16',
            valueString: texts.wide,
        },
        '2026-11-16',
    );
    c.add(
        'Observation',
        'dots',
        {
            id: '..',
            status: 'final',
            code: concept('fever'),
            subject: { reference: c.self, display: texts.path },
            effectiveDateTime: '2026-11-16',
            valueBoolean: false,
            note: [{ text: texts.nul }],
        },
        '2026-11-16',
    );
    c.relative('mother', 'breast cancer', 44, '2024-02-13', { name: texts.sql });
    c.plan('2026-11-16', texts.script, [texts.markdown, texts.formula, texts.colour]);
    return c;
}

export const people = [hostile];
