import { nameOf } from '../../../api/arns.ts';
import type { Route } from '../../../api/types.ts';

/**
 * The version that keeps the rest where a new one gets a share of an alias: the one that the alias leads to, of two the one with more of it;
 * for a new alias the newest one before.
 * @param version The ARN of the new version; missing as long as it is not published.
 * @param routes Where the alias leads to; missing for a new one.
 * @param versions The ARNs of the machine's versions, the newest first.
 */
export function versionBefore(version: string | undefined, routes: readonly Route[] | undefined, versions: readonly string[]): string | undefined {
  return routes
    ? routes.filter(({ stateMachineVersionArn: arn, weight }) => arn !== version && weight > 0).sort((a, b) => b.weight - a.weight)[0]?.stateMachineVersionArn
    : versions.find((arn) => arn !== version && (version === undefined || Number(nameOf(arn)) < Number(nameOf(version))));
}

/** Where an alias leads to from now on. @param share How much the version gets, of 100. @param before What gets the rest. */
export function routingOf(version: string, share: number, before: string | undefined): Route[] {
  return share >= 100 || before === undefined
    ? [{ stateMachineVersionArn: version, weight: 100 }]
    : [{ stateMachineVersionArn: before, weight: 100 - share }, { stateMachineVersionArn: version, weight: share }];
}
