// A network whose words try to be more than text: markup, quotes, marks that reorder, and names without an end.

/** Ten thousand characters. */
export const longName = 'a'.repeat(10_000);

/** What must be shown and never run. */
export const hostileWords =
  '<script>document.title="run"</script> "quotes" \'single\' & <img src=x onerror=alert(1)> \u202Eright to left\u202C \u0634\u0628\u0643\u0629';

/** Names of the language hold letters only; paths and comments hold anything. */
export const hostilePath = `<script>document.title="path"</script>${hostileWords}.net`;

export const hostileNetwork = `/// ${hostileWords}
/// ${'word'.repeat(2500)}
net ${longName}(width = 8) {
  input x: [N, C=3, H=8, W=8]
  conv(width, 3x3, pad=same) as ${longName}b
  relu -> global_avgpool -> dense(2, init=normal(100)) as y // ${hostileWords}
  assert params == 1
}
`;

/** Blocks are named with the strings that they are given: signs of tables, of markup, of charts and of spreadsheets. */
export const oddNetwork = `block Odd(mode) {
  if mode != "" { dense(4) }
  relu
}

net Words {
  input x: [N, C=4]
  Odd("x|y\\"z\`<script>,;\\n=1+1") -> Odd("=SUM(A1)") -> Odd("]-->") -> Odd("%%{init}%%")
  Odd("end") -> Odd("* _x_ **y** ~~z~~ [a](b)") -> Odd("\\\\")
}
`;
