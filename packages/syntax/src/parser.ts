/** The grammar of statements and declarations, and the way in: one reading of a run of tokens. It never recovers; parse.ts does. */
import { type IRecognitionException, type IToken } from 'chevrotain';
import { type Diagnostic, type SourceFile } from '@trammel/diagnostics';
import { type Alternative, type Rule, ExpressionParser } from './expression-parser.js';
import * as faults from './faults.js';
import { keywords, tokens } from './tokens.js';
import {
  type AssignStatement,
  type Body,
  type Call,
  type Chain,
  type Declaration,
  type Expression,
  type FlowStatement,
  type Head,
  type IfStatement,
  type InputBinding,
  type Name,
  type Parameter,
  type Path,
  type Setting,
  type Shape,
  type Statement,
  type Step,
  type TrainDeclaration,
} from './tree.js';

/** What is to be read: tokens of one source, and the documentation by the offset of the first token of what it stands above. */
export interface ParserInput {
  readonly source: SourceFile;
  readonly tokens: IToken[];
  readonly docs: ReadonlyMap<number, string>;
}

/** The first token that did not fit. */
export interface Failure {
  /** At the end of the input it has no offset. */
  readonly token: IToken;
  /** The name of the token that should have stood there, of the rule that could not begin, or `end`. */
  readonly expected: string;
  /** The rules that were being read, outermost first. */
  readonly rules: readonly string[];
}

/** What came of a reading. */
export interface Reading<Node> {
  /** `undefined` when the reading stopped before its end. */
  readonly node: Node | undefined;
  readonly failure: Failure | undefined;
  readonly faults: readonly Diagnostic[];
}

/** The rest of a chain after its head. */
type ChainTail = Pick<Chain, 'steps' | 'shape' | 'label'>;

export class Parser extends ExpressionParser {
  private docs: ReadonlyMap<number, string> = new Map();

  private readonly statements: Alternative<Statement>[] = [
    { ALT: () => this.SUBRULE(this.flowOrAssign) },
    { ALT: () => this.SUBRULE(this.inputStatement) },
    { ALT: () => this.SUBRULE(this.outputStatement) },
    { ALT: () => this.SUBRULE(this.layerStatement) },
    { ALT: () => this.SUBRULE(this.letStatement) },
    { ALT: () => this.SUBRULE(this.withStatement) },
    { ALT: () => this.SUBRULE(this.repeatStatement) },
    { ALT: () => this.SUBRULE(this.forStatement) },
    { ALT: () => this.SUBRULE(this.ifStatement) },
    { ALT: () => this.SUBRULE(this.assertion) },
    { ALT: () => ({ kind: 'faulty', span: this.spanOf(this.CONSUME(tokens.faulty)) }) },
  ];

  constructor(mode: 'validate' | 'trust' = 'trust') {
    super(mode);
    this.performSelfAnalysis();
  }

  readDeclaration(input: ParserInput): Reading<Declaration> {
    return this.read(input, this.declaration);
  }

  readExpression(input: ParserInput): Reading<Expression> {
    return this.read(input, this.expression);
  }

  readonly declaration: Rule<Declaration> = this.RULE('declaration', (): Declaration =>
    this.OR<Declaration>([
      { ALT: () => this.SUBRULE(this.netDeclaration) },
      { ALT: () => this.SUBRULE(this.blockDeclaration) },
      { ALT: () => this.SUBRULE(this.trainDeclaration) },
      { ALT: () => this.SUBRULE(this.importDeclaration) },
      { ALT: () => ({ kind: 'faulty', span: this.spanOf(this.CONSUME(tokens.faulty)) }) },
    ]),
  );

  readonly importDeclaration: Rule<Declaration> = this.RULE('importDeclaration', (): Declaration => {
    const start = this.LA(1).startOffset;
    const names: Name[] = [];
    this.CONSUME(keywords.import);
    this.CONSUME(tokens.openBrace);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.comma, DEF: () => names.push(this.nameOf(this.CONSUME(tokens.name))) });
    this.CONSUME(tokens.closeBrace);
    this.CONSUME(keywords.from);
    const from = this.SUBRULE(this.stringLiteral);
    return { kind: 'import', span: this.spanFrom(start), names, from };
  });

  readonly netDeclaration: Rule<Declaration> = this.RULE('netDeclaration', (): Declaration => {
    const { startOffset: start } = this.LA(1);
    const doc = this.docs.get(start);
    this.CONSUME(keywords.net);
    const name = this.nameOf(this.CONSUME(tokens.name));
    const parameters = this.OPTION(() => this.SUBRULE(this.parameters)) ?? [];
    return this.OR<Declaration>([
      {
        ALT: () => {
          const body = this.SUBRULE(this.body);
          return { kind: 'net', span: this.spanFrom(start), doc, name, parameters, body };
        },
      },
      {
        ALT: () => {
          this.CONSUME(tokens.equals);
          const base = this.SUBRULE(this.call);
          const body = this.OPTION2(() => this.SUBRULE2(this.body));
          return { kind: 'variant', span: this.spanFrom(start), doc, name, parameters, base, body };
        },
      },
    ]);
  });

  readonly blockDeclaration: Rule<Declaration> = this.RULE('blockDeclaration', (): Declaration => {
    const { startOffset: start } = this.LA(1);
    const doc = this.docs.get(start);
    this.CONSUME(keywords.block);
    const name = this.nameOf(this.CONSUME(tokens.name));
    const parameters = this.OPTION(() => this.SUBRULE(this.parameters)) ?? [];
    const body = this.SUBRULE(this.body);
    return { kind: 'block', span: this.spanFrom(start), doc, name, parameters, body };
  });

  readonly trainDeclaration: Rule<TrainDeclaration> = this.RULE('trainDeclaration', (): TrainDeclaration => {
    const { startOffset: start } = this.LA(1);
    const doc = this.docs.get(start);
    const settings: Setting[] = [];
    this.CONSUME(keywords.train);
    const name = this.nameOf(this.CONSUME(tokens.name));
    this.CONSUME(tokens.openBrace);
    this.MANY(() => {
      this.OR([{ ALT: () => settings.push(this.SUBRULE(this.setting)) }, { ALT: () => this.CONSUME(tokens.faulty) }]);
    });
    this.CONSUME(tokens.closeBrace);
    return { kind: 'train', span: this.spanFrom(start), doc, name, settings };
  });

  readonly setting: Rule<Setting> = this.RULE('setting', (): Setting => {
    const { startOffset: start } = this.LA(1);
    const name = this.nameOf(this.CONSUME(tokens.name));
    this.CONSUME(tokens.equals);
    const value = this.SUBRULE(this.expression);
    return { kind: 'setting', span: this.spanFrom(start), doc: this.docs.get(start), name, value };
  });

  readonly parameters: Rule<readonly Parameter[]> = this.RULE('parameters', (): readonly Parameter[] => {
    this.CONSUME(tokens.callParen);
    const { items: parameters } = this.list(() => this.SUBRULE(this.parameter));
    this.CONSUME(tokens.closeParen);
    return parameters;
  });

  readonly parameter: Rule<Parameter> = this.RULE('parameter', (): Parameter => {
    const start = this.LA(1).startOffset;
    const name = this.nameOf(this.CONSUME(tokens.name));
    const value = this.OPTION(() => {
      this.CONSUME(tokens.equals);
      return this.SUBRULE(this.expression);
    });
    return { kind: 'parameter', span: this.spanFrom(start), name, value };
  });

  readonly body: Rule<Body> = this.RULE('body', (): Body => {
    const start = this.LA(1).startOffset;
    const paths: Path[] = [];
    const statements: Statement[] = [];
    this.CONSUME(tokens.openBrace);
    this.MANY(() => statements.push(this.SUBRULE(this.statement)));
    this.MANY2(() => paths.push(this.SUBRULE(this.path)));
    this.CONSUME(tokens.closeBrace);
    const span = this.spanFrom(start);
    const [path] = paths;
    const [statement] = statements;
    if (path === undefined) return { kind: 'sequence', span, statements };
    if (statement === undefined) return { kind: 'paths', span, paths };
    this.ACTION(() => this.faults.push(faults.statementBeforePath(statement.span, path.span)));
    return { kind: 'paths', span, paths: [{ kind: 'path', span: statement.span, doc: undefined, statements }, ...paths] };
  });

  readonly path: Rule<Path> = this.RULE('path', (): Path => {
    const { startOffset: start } = this.LA(1);
    const statements: Statement[] = [];
    this.CONSUME(tokens.bar);
    this.MANY(() => statements.push(this.SUBRULE(this.statement)));
    return { kind: 'path', span: this.spanFrom(start), doc: this.docs.get(start), statements };
  });

  readonly statement: Rule<Statement> = this.RULE('statement', (): Statement => this.OR<Statement>(this.statements));

  readonly inputStatement: Rule<Statement> = this.RULE('inputStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    const inputs: InputBinding[] = [];
    this.CONSUME(keywords.input);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.comma, DEF: () => inputs.push(this.SUBRULE(this.inputBinding)) });
    return { kind: 'input', span: this.spanFrom(start), doc: this.docs.get(start), inputs };
  });

  readonly inputBinding: Rule<InputBinding> = this.RULE('inputBinding', (): InputBinding => {
    const start = this.LA(1).startOffset;
    const name = this.nameOf(this.CONSUME(tokens.name));
    this.CONSUME(tokens.colon);
    const dtype = this.OPTION(() => this.nameOf(this.CONSUME2(tokens.name)));
    const shape = this.OR([{ ALT: () => this.SUBRULE(this.shape) }, { ALT: () => this.SUBRULE(this.attachedShape) }]);
    return { kind: 'input-binding', span: this.spanFrom(start), name, dtype, shape };
  });

  readonly outputStatement: Rule<Statement> = this.RULE('outputStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    const names: Name[] = [];
    this.CONSUME(keywords.output);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.comma, DEF: () => names.push(this.nameOf(this.CONSUME(tokens.name))) });
    return { kind: 'output', span: this.spanFrom(start), doc: this.docs.get(start), names };
  });

  readonly layerStatement: Rule<Statement> = this.RULE('layerStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    this.CONSUME(keywords.layer);
    const name = this.nameOf(this.CONSUME(tokens.name));
    this.CONSUME(tokens.equals);
    const call = this.SUBRULE(this.call);
    return { kind: 'layer', span: this.spanFrom(start), doc: this.docs.get(start), name, call };
  });

  readonly letStatement: Rule<Statement> = this.RULE('letStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    this.CONSUME(keywords.let);
    const name = this.nameOf(this.CONSUME(tokens.name));
    this.CONSUME(tokens.equals);
    const value = this.SUBRULE(this.expression);
    return { kind: 'let', span: this.spanFrom(start), doc: this.docs.get(start), name, value };
  });

  readonly withStatement: Rule<Statement> = this.RULE('withStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    const calls: Call[] = [];
    this.CONSUME(keywords.with);
    this.AT_LEAST_ONE_SEP({ SEP: tokens.comma, DEF: () => calls.push(this.SUBRULE(this.call)) });
    return { kind: 'with', span: this.spanFrom(start), doc: this.docs.get(start), calls };
  });

  readonly repeatStatement: Rule<Statement> = this.RULE('repeatStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    this.CONSUME(keywords.repeat);
    const count = this.SUBRULE(this.expression);
    const body = this.SUBRULE(this.body);
    return { kind: 'repeat', span: this.spanFrom(start), doc: this.docs.get(start), count, body };
  });

  readonly forStatement: Rule<Statement> = this.RULE('forStatement', (): Statement => {
    const { startOffset: start } = this.LA(1);
    this.CONSUME(keywords.for);
    const element = this.nameOf(this.CONSUME(tokens.name));
    const index = this.OPTION(() => {
      this.CONSUME(tokens.comma);
      return this.nameOf(this.CONSUME2(tokens.name));
    });
    this.CONSUME(keywords.in);
    const list = this.SUBRULE(this.expression);
    const body = this.SUBRULE(this.body);
    return { kind: 'for', span: this.spanFrom(start), doc: this.docs.get(start), element, index, list, body };
  });

  readonly ifStatement: Rule<IfStatement> = this.RULE('ifStatement', (): IfStatement => {
    const { startOffset: start } = this.LA(1);
    this.CONSUME(keywords.if);
    const condition = this.SUBRULE(this.expression);
    const body = this.SUBRULE(this.body);
    const otherwise = this.OPTION(() => {
      this.CONSUME(keywords.else);
      return this.OR<Body | IfStatement>([{ ALT: () => this.SUBRULE2(this.body) }, { ALT: () => this.SUBRULE(this.ifStatement) }]);
    });
    return { kind: 'if', span: this.spanFrom(start), doc: this.docs.get(start), condition, body, otherwise };
  });

  readonly assertion: Rule<Statement> = this.RULE('assertion', (): Statement => {
    const { startOffset: start } = this.LA(1);
    const word = this.OR([{ ALT: () => this.CONSUME(keywords.assert) }, { ALT: () => this.CONSUME(keywords.expect) }]);
    const condition = this.SUBRULE(this.expression);
    const message = this.OPTION(() => {
      this.CONSUME(tokens.comma);
      return this.SUBRULE(this.stringLiteral);
    });
    const kind = word.image === 'assert' ? 'assert' : 'expect';
    return { kind, span: this.spanFrom(start), doc: this.docs.get(start), condition, message };
  });

  /** Both begin alike: what follows the head decides. */
  readonly flowOrAssign: Rule<FlowStatement | AssignStatement> = this.RULE('flowOrAssign', (): FlowStatement | AssignStatement => {
    const { startOffset: start } = this.LA(1);
    const doc = this.docs.get(start);
    const head = this.SUBRULE(this.head);
    return this.OR<FlowStatement | AssignStatement>([
      {
        ALT: () => {
          const names: Name[] = [];
          this.MANY(() => {
            this.CONSUME(tokens.comma);
            names.push(this.nameOf(this.CONSUME(tokens.name)));
          });
          this.CONSUME(tokens.equals);
          const chain = this.SUBRULE(this.chain);
          return this.ACTION(() => {
            if (head.body !== undefined) this.faults.push(faults.notAName(head.span, 'tensor'));
            const first = this.requireName(head.expression, 'tensor');
            return { kind: 'assign', span: this.spanFrom(start), doc, names: first === undefined ? names : [first, ...names], chain };
          });
        },
      },
      {
        ALT: () => {
          const tail = this.SUBRULE(this.chainTail);
          const span = this.spanFrom(start);
          return { kind: 'flow', span, doc, chain: { kind: 'chain', span, head, ...tail } };
        },
      },
    ]);
  });

  readonly chain: Rule<Chain> = this.RULE('chain', (): Chain => {
    const start = this.LA(1).startOffset;
    const head = this.SUBRULE(this.head);
    const tail = this.SUBRULE(this.chainTail);
    return { kind: 'chain', span: this.spanFrom(start), head, ...tail };
  });

  /** The shape and the label stand in either order. */
  readonly chainTail: Rule<ChainTail> = this.RULE('chainTail', (): ChainTail => {
    const steps: Step[] = [];
    this.MANY(() => {
      this.CONSUME(tokens.arrow);
      steps.push(this.SUBRULE(this.step));
    });
    let shape: Shape | undefined;
    let label: Name | undefined;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            shape = this.SUBRULE(this.chainShape);
            label = this.OPTION2(() => this.SUBRULE(this.chainLabel));
          },
        },
        {
          ALT: () => {
            label = this.SUBRULE2(this.chainLabel);
            shape = this.OPTION3(() => this.SUBRULE2(this.chainShape));
          },
        },
      ]),
    );
    return { steps, shape, label };
  });

  readonly chainShape: Rule<Shape> = this.RULE('chainShape', (): Shape => {
    this.CONSUME(tokens.colon);
    return this.SUBRULE(this.shape);
  });

  readonly chainLabel: Rule<Name> = this.RULE('chainLabel', (): Name => {
    this.CONSUME(keywords.as);
    return this.nameOf(this.CONSUME(tokens.name));
  });

  readonly head: Rule<Head> = this.RULE('head', (): Head => {
    const start = this.LA(1).startOffset;
    const expression = this.SUBRULE(this.infix);
    const body = this.OPTION(() => this.SUBRULE(this.body));
    if (body !== undefined) this.ACTION(() => this.requireCall(expression, body));
    return { kind: 'head', span: this.spanFrom(start), expression, body };
  });

  readonly step: Rule<Step> = this.RULE('step', (): Step => {
    const start = this.LA(1).startOffset;
    const call = this.SUBRULE(this.call);
    const body = this.OPTION(() => this.SUBRULE(this.body));
    return { kind: 'step', span: this.spanFrom(start), call, body };
  });

  /** A body belongs to a call: `2 * x { ... }` means nothing. */
  private requireCall(expression: Expression, body: Body): void {
    if (expression.kind !== 'call') this.faults.push(faults.bodyWithoutCall(expression.span, body.span));
  }

  private read<Node>(input: ParserInput, rule: Rule<Node>): Reading<Node> {
    this.source = input.source;
    this.docs = input.docs;
    this.faults = [];
    this.input = input.tokens;
    const node: Node | undefined = rule.call(this);
    const [error] = this.errors;
    return { node, failure: error === undefined ? undefined : failureOf(error), faults: this.faults };
  }
}

function failureOf(error: IRecognitionException): Failure {
  return { token: error.token, expected: error.message, rules: error.context.ruleStack };
}
