// The JSON of `gradient`. Its schema is gradient.schema.json of the CLI.
import type { ShownGradient } from './gradient-detail-text.js';
import { attenuationJson } from './gradient-json.js';

/** Raised when a field changes its meaning or goes away. */
const schemaVersion = 1;

/** The whole document. */
export function gradientDetailJson({ analysis, name, node, copy, copies, found, doubts, route, elasticities }: ShownGradient): object {
  const { of } = found;
  return {
    schemaVersion,
    network: analysis.graph.name,
    file: analysis.graph.file,
    tensor: name,
    node: node?.id ?? null,
    copy,
    copies,
    output: attenuationJson(found.attenuation),
    parameters: Object.fromEntries(
      [...(of?.parameters ?? [])].map(([parameter, attenuation]) => [parameter, attenuationJson(attenuation)]),
    ),
    reliable: found.reliability?.isReliable ?? found.attenuation !== undefined,
    doubts,
    whole: route.isWhole,
    route: route.steps.map((step) => ({
      node: step.node.id,
      copy: step.copy,
      copies: step.copies,
      decades: step.decades ?? null,
      log10Rms: step.reached === undefined || !Number.isFinite(step.reached) ? null : step.reached,
      ways: step.ways.map((way) => ({ node: way.node.id, copy: way.copy, share: way.share ?? null })),
    })),
    elasticities: elasticities.map(({ scaled, exponent, tenth }) => ({
      node: scaled.node.id,
      copy: scaled.copy,
      exponent,
      tenth: tenth ?? null,
    })),
  };
}
