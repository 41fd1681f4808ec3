import { type RiskRule, caution, danger, show } from "./risk";

/** Fields of a receiver that say whom it reaches. */
const address = /\.(to|channel|chat_id|\w*(url|key|token)(_file)?)$/;

/** Whom alerts reach: receivers of Alertmanager, and the routes that choose between them. */
export const receiverRisks: RiskRule = ({ before, after, fields }) => {
  if (!before || !after || !before.metadata.name.startsWith("alertmanager")) return [];
  return fields.flatMap(({ path, before, after }) => {
    const receiver = /\.receivers\[([^\]]+)\]/.exec(path)?.[1];
    const level = receiver?.startsWith("critical") ? danger : caution;
    if (receiver !== undefined && after === undefined && !/\]\.\w+_configs\[\d+\]\./.test(path)) {
      return [danger(`${receiver} tells fewer: ${path.replace(/^.*\.receivers/, "receivers")} goes`)];
    }
    if (receiver !== undefined && address.test(path)) {
      return [level(`${receiver} tells others: ${show(before)} → ${show(after)}`)];
    }
    if (/\.route\b.*\.(receiver|matchers|continue)\b|\.routes\[[^\]]+\]$/.test(path)) {
      return [
        danger(
          `alerts take another way: ${path.replace(/^.*\.route\b/, "route")} ${show(before)} → ${show(after)}`,
        ),
      ];
    }
    return /\.(smtp_smarthost|smtp_from)$/.test(path)
      ? [caution(`mail goes another way: ${show(before)} → ${show(after)}`)]
      : [];
  });
};
