import { XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { ServiceModel } from './model.ts';

/** ISO 8601, unless a member's trait says otherwise. */
const dateTime = 5;

/** What the SDK's XML readers and writers need to know about a service. */
export const xmlSettingsOf = (model: ServiceModel, xmlNamespace: string) => ({
  timestampFormat: { useTrait: true, default: dateTime } as const,
  httpBindings: true,
  xmlNamespace,
  serviceNamespace: model.shapeNamespace,
});

/** Characters that XML 1.0 cannot hold, not even escaped, become U+FFFD. */
const legal = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

/** Text made safe for XML. */
export const escapeXml = (text: string): string =>
  legal(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A structure as an XML document, its root named by the schema. */
export const writeXml = (model: ServiceModel, shape: NormalizedSchema, value: Record<string, unknown>): string => {
  const serializer = new XmlShapeSerializer(xmlSettingsOf(model, model.xmlNamespace));
  serializer.write(shape, value);
  return legal(String(serializer.flush()));
};

/** The members of a structure as XML elements, without the root around them. */
export const writeXmlMembers = (
  model: ServiceModel,
  shape: NormalizedSchema,
  value: Record<string, unknown>,
): string => {
  if (!shape.isStructSchema()) return '';
  const serializer = new XmlShapeSerializer(xmlSettingsOf(model, ''));
  serializer.write(shape, value);
  const document = legal(String(serializer.flush()));
  const [start, end] = [document.indexOf('>') + 1, document.lastIndexOf('</')];
  // A structure without members is one self-closing element.
  return end < start ? '' : document.slice(start, end);
};

/** Members of an error beside its code and message, as elements. */
export const writeErrorMembers = (members: Record<string, unknown>): string =>
  Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
