extension Page {
  /// Calm: one serif for reading, one sans for numbers; two colours that every eye tells apart (Okabe & Ito 2008), on paper white or on near black.
  static let style = """
    :root { --paper: #fdfdfb; --ink: #1d1f21; --soft: #63676c; --line: #dddcd6; --panel: #f5f4ef; --ground: #808080;
      --simple: #0072b2; --complex: #c4560a; --partial: #00855f; --undetermined: #8a8d91; --network: #3d4a57; --ridge: #b08900; }
    @media (prefers-color-scheme: dark) { :root { --paper: #16181a; --ink: #e6e4df; --soft: #9fa3a8; --line: #34373b; --panel: #1e2124; --ground: #6a6a6a;
      --simple: #56b4e9; --complex: #f0954a; --partial: #35c495; --undetermined: #8f9499; --network: #9db2c7; --ridge: #e0b93a; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 3rem 1.5rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink);
      font: 1.0625rem/1.55 "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, "Source Serif 4", Georgia, serif; }
    h1, h2, h3 { font-weight: 600; line-height: 1.2; overflow-wrap: anywhere; }
    h1 { font-size: clamp(1.7rem, 4.5vw, 2.6rem); margin: .1rem 0 .8rem; }
    h2 { font-size: 1.4rem; margin: 3.2rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
    .kicker, dt, dd, th, td, label, output, button, summary, figcaption, .label, .pager, svg text, input, select {
      font-family: system-ui, "Segoe UI", "Helvetica Neue", Helvetica, Arial, sans-serif; font-variant-numeric: tabular-nums; }
    .kicker { margin: 0; font-size: .8rem; letter-spacing: .09em; text-transform: uppercase; color: var(--soft); }
    .lead { max-width: 46rem; color: var(--soft); margin: 0 0 1.4rem; }
    header .lead { font-size: 1.12rem; }
    .headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1.2rem 2rem; margin: 0; }
    .headline > div { border-top: 2px solid currentColor; padding-top: .6rem; }
    .headline dt { font-size: .85rem; color: var(--soft); }
    .headline dd { margin: 0; font-size: 2.1rem; line-height: 1.25; }
    .headline small { display: block; font-size: .78rem; line-height: 1.4; color: var(--soft); }
    .headline .simple { color: var(--simple); } .headline .complex { color: var(--complex); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; margin-top: 2.2rem; font-size: .84rem; line-height: 1.4; }
    caption { max-width: calc(100vw - 2rem); text-align: left; color: var(--soft); padding-bottom: .6rem; font-size: .9rem; }
    th, td { text-align: left; vertical-align: top; padding: .42rem 1.4rem .42rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
    thead th { color: var(--soft); border-bottom-color: var(--ink); }
    .tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 33rem), 1fr)); gap: 0 3rem; } .tables td, .tables th { padding-right: .8rem; }
    td.number { white-space: nowrap; } td.meaning { color: var(--soft); min-width: 18rem; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: 2rem; margin-top: 2.8rem; }
    figure { margin: 0; }
    svg { display: block; width: 100%; height: auto; }
    svg text { font-size: 12px; fill: var(--soft); } svg .title { font-size: 13px; fill: var(--ink); }
    svg path { fill: none; stroke: var(--line); stroke-width: 1; }
    svg .axis, svg .tick { stroke: var(--soft); } svg .diagonal { stroke: var(--soft); stroke-dasharray: 3 3; }
    svg .dots { stroke-width: 5; stroke-linecap: round; stroke-opacity: .7; stroke: var(--undetermined); }
    svg .bars { stroke: none; fill: var(--undetermined); } svg .outline { stroke-width: 1.6; }
    svg .dots.simple { stroke: var(--simple); } svg .dots.complex { stroke: var(--complex); }
    svg .bars.simple { fill: var(--simple); } svg .bars.complex { fill: var(--complex); } svg .bars.partial { fill: var(--partial); } svg .bars.network { fill: var(--network); }
    svg .outline.ridge { stroke: var(--ridge); }
    figcaption { font-size: .82rem; line-height: 1.45; color: var(--soft); margin-top: .5rem; }
    .key { white-space: nowrap; } .key::before, .label::before { content: ""; display: inline-block; width: .62em; height: .62em; border-radius: 50%;
      margin-right: .35em; background: var(--undetermined); }
    .key.simple::before, .label.simple::before { background: var(--simple); } .key.complex::before, .label.complex::before { background: var(--complex); }
    .key.partial::before { background: var(--partial); }
    .key.network::before { background: var(--network); } .key.ridge::before { background: none; border: 2px solid var(--ridge); }
    .tools { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; align-items: center; font-size: .85rem; margin: 0 0 1.2rem; }
    .tools label { color: var(--soft); } .tools output { margin-left: auto; color: var(--soft); }
    input, select, button { font-size: .85rem; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .3rem .55rem; }
    #gallery { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 33rem), 1fr)); column-gap: 2.4rem; }
    #gallery > li { display: grid; grid-template-columns: 10rem 1fr; gap: 1.2rem; padding: 1rem 0; border-top: 1px solid var(--line); }
    #gallery > li:nth-child(n + \(cardsAtOnce + 1)) { display: none; }
    #gallery h3 { font-size: 1.02rem; margin: 0; }
    .label { margin: .1rem 0 .5rem; font-size: .82rem; }
    .label.simple { color: var(--simple); } .label.complex { color: var(--complex); }
    #gallery dl { margin: 0; font-size: .76rem; line-height: 1.5; } #gallery dl div { display: flex; justify-content: space-between; gap: .6rem; }
    #gallery dt { color: var(--soft); } #gallery dd { margin: 0; white-space: nowrap; }
    .images { display: flex; flex-wrap: wrap; gap: .6rem; align-content: flex-start; }
    .images img { display: block; height: 5.5rem; width: auto; max-width: 100%; image-rendering: pixelated; background: var(--ground); }
    .images figcaption { font-size: .72rem; line-height: 1.35; margin-top: .3rem; max-width: 5.5rem; }
    .images b { font-weight: 600; color: var(--ink); } .images b, .images span { white-space: nowrap; }
    .images p { color: var(--soft); margin: 0; font-size: .85rem; }
    .pager { text-align: center; font-size: .85rem; color: var(--soft); margin: 1.4rem 0 0; } .pager span { margin: 0 .8rem; }
    summary { cursor: pointer; font-size: .92rem; padding: .3rem 0 .8rem; }
    .formulas dt { font-weight: 600; font-size: .9rem; margin-top: .9rem; } .formulas dd { margin: .1rem 0 0; max-width: 52rem; font-size: .9rem; color: var(--soft); }
    .formula { display: block; color: var(--ink); }
    footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .88rem; color: var(--soft); max-width: 52rem; }
    code { font-size: .9em; }
    :focus-visible { outline: 2px solid var(--simple); outline-offset: 2px; }
    @media (max-width: 44rem) { body { padding: 1.6rem 1rem 3rem; } .headline { grid-template-columns: 1fr 1fr; } .headline dd { font-size: 1.6rem; }
      .quantities tr { display: grid; grid-template-columns: 1fr 2.4rem 2.4rem 4rem 8.4rem; border-bottom: 1px solid var(--line); padding: .4rem 0; }
      .quantities th, .quantities td { border: 0; padding: 0 .4rem 0 0; } .quantities .meaning { grid-column: 1 / -1; min-width: 0; }
      .quantities thead th:last-child { display: none; } .quantities td.number:nth-child(5) { white-space: normal; }
      #gallery > li { grid-template-columns: 1fr; gap: .6rem; } #gallery dl { columns: 2; column-gap: 1.6rem; }
      .images img { height: 4.6rem; } .images figcaption { max-width: 4.6rem; } }
    @media print { body { max-width: none; padding: 0; } .tools, .pager { display: none; } #gallery > li { break-inside: avoid; } }
    """

  /// Filter, order and page the cards: only those of the present page are in the document.
  static let script = """
    const list = document.getElementById('gallery'), cards = [...list.children], size = \(cardsAtOnce);
    const get = id => document.getElementById(id), find = get('find'), label = get('label'), sort = get('sort');
    let page = 0;
    function show() {
      const text = find.value.toLowerCase(), kind = label.value, key = sort.value;
      const hits = cards.filter(card => card.dataset.id.includes(text) && (kind ? card.dataset.label === kind : card.dataset.label !== 'control'));
      const value = card => card.dataset[key] === '' ? -Infinity : Number(card.dataset[key]);
      if (key) hits.sort((first, second) => { const a = value(first), b = value(second); return a === b ? 0 : b > a ? 1 : -1; });
      const pages = Math.max(1, Math.ceil(hits.length / size));
      page = Math.min(Math.max(page, 0), pages - 1);
      const first = page * size, part = hits.slice(first, first + size);
      list.replaceChildren(...part);
      get('count').textContent = hits.length + (hits.length === 1 ? ' neuron' : ' neurons');
      get('range').textContent = part.length ? (first + 1) + '–' + (first + part.length) + ' of ' + hits.length : '';
      get('back').disabled = page === 0;
      get('next').disabled = page === pages - 1;
      document.querySelector('.pager').hidden = pages === 1;
    }
    for (const control of [find, label, sort]) control.addEventListener('input', () => { page = 0; show(); });
    for (const [id, step] of [['back', -1], ['next', 1]])
      get(id).addEventListener('click', () => { page += step; show(); get('neurons').scrollIntoView(); });
    show();
    """
}
