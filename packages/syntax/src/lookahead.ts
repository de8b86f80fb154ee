/**
 * One token of lookahead, in place of Chevrotain's own analysis, which decides the same for this grammar but takes longer to start.
 * Options and repetitions are entered whenever their first token is there. The tests hold the two against each other.
 */
import {
  type ILookaheadStrategy,
  type IProduction,
  type IToken,
  type OptionalProductionType,
  type Rule,
  type TokenType,
  Alternation,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatoryWithSeparator,
  Terminal,
} from 'chevrotain';

/** The tokens that something can begin with, and whether it can be empty. */
interface First {
  readonly types: readonly TokenType[];
  readonly empty: boolean;
}

/** The parser, as far as lookahead is concerned. */
interface Reader {
  LA(ahead: number): IToken;
}

/** A production that holds others. */
interface Composite {
  readonly definition: readonly IProduction[];
}

type FirstOfRule = (rule: Rule) => First;

/** The strategy for one parser. */
export function oneTokenLookahead(): ILookaheadStrategy {
  const known = new Map<Rule, First>();
  const firstOfRule: FirstOfRule = (rule) => {
    const before = known.get(rule);
    if (before !== undefined) return before;
    const first = firstOfSequence(rule.definition, firstOfRule);
    known.set(rule, first);
    return first;
  };
  return {
    validate: () => [],
    buildLookaheadForAlternation: ({ rule, prodOccurrence }) => {
      const alternation = find(rule.definition, (one) => (one instanceof Alternation && one.idx === prodOccurrence ? one : undefined));
      const alternatives = compositesOf(alternation?.definition ?? []);
      return alternationLookahead(alternatives.map(({ definition }) => firstOfSequence(definition, firstOfRule)));
    },
    buildLookaheadForOptional: ({ rule, prodOccurrence, prodType }) => {
      const optional = find(rule.definition, (one) => optionalOf(one, prodType, prodOccurrence));
      return optionalLookahead(firstOfSequence(optional?.definition ?? [], firstOfRule));
    },
  };
}

/** The alternative for each token type, by its index; 0 stands for none, n for the alternative n - 1. */
function alternationLookahead(alternatives: readonly First[]): () => number | undefined {
  const table = new Uint8Array(tableSize(alternatives.flatMap(({ types }) => types)));
  alternatives.forEach(({ types }, alternative) => {
    for (const type of types) table[indexOf(type)] ||= alternative + 1;
  });
  const empty = alternatives.findIndex((alternative) => alternative.empty);
  const otherwise = empty === -1 ? undefined : empty;
  return function choose(this: Reader): number | undefined {
    const chosen = table[this.LA(1).tokenTypeIdx] ?? 0;
    return chosen === 0 ? otherwise : chosen - 1;
  };
}

function optionalLookahead({ types }: First): () => boolean {
  const table = new Uint8Array(tableSize(types));
  for (const type of types) table[indexOf(type)] = 1;
  return function enters(this: Reader): boolean {
    return table[this.LA(1).tokenTypeIdx] === 1;
  };
}

function indexOf(type: TokenType): number {
  return type.tokenTypeIdx ?? 0;
}

function tableSize(types: readonly TokenType[]): number {
  return types.reduce((size, type) => Math.max(size, indexOf(type) + 1), 0);
}

function firstOfSequence(sequence: readonly IProduction[], firstOfRule: FirstOfRule): First {
  const types: TokenType[] = [];
  for (const production of sequence) {
    const first = firstOf(production, firstOfRule);
    types.push(...first.types);
    if (!first.empty) return { types, empty: false };
  }
  return { types, empty: true };
}

function firstOf(production: IProduction, firstOfRule: FirstOfRule): First {
  if (production instanceof Terminal) return { types: [production.terminalType], empty: false };
  if (production instanceof NonTerminal) return firstOfRule(production.referencedRule);
  if (production instanceof Alternation) {
    const alternatives = compositesOf(production.definition).map(({ definition }) => firstOfSequence(definition, firstOfRule));
    return { types: alternatives.flatMap(({ types }) => types), empty: alternatives.some(({ empty }) => empty) };
  }
  const [composite] = compositesOf([production]);
  const inner = firstOfSequence(composite?.definition ?? [], firstOfRule);
  const canBeLeftOut = production instanceof Option || production instanceof Repetition;
  return canBeLeftOut ? { types: inner.types, empty: true } : inner;
}

function compositesOf(productions: readonly IProduction[]): readonly Composite[] {
  return productions.filter((production): production is IProduction & Composite => 'definition' in production);
}

/** The first production that fits, in the rule itself and not in the rules that it calls. */
function find(within: readonly IProduction[], fitting: (one: IProduction) => Composite | undefined): Composite | undefined {
  for (const production of within) {
    const found = fitting(production);
    if (found !== undefined) return found;
    if (production instanceof NonTerminal) continue;
    for (const { definition } of compositesOf([production])) {
      const inner = find(definition, fitting);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** The grammar uses these three of Chevrotain's five. */
function optionalOf(one: IProduction, type: OptionalProductionType, occurrence: number): Composite | undefined {
  const wanted = {
    Option,
    Repetition,
    RepetitionMandatoryWithSeparator,
    RepetitionMandatory: undefined,
    RepetitionWithSeparator: undefined,
  }[type];
  return wanted !== undefined && one instanceof wanted && one.idx === occurrence ? one : undefined;
}
