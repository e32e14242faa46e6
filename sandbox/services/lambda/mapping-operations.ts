import type * as client from '@aws-sdk/client-lambda';
import type { Operations } from '../../service.ts';
import { pageOf } from '../pages.ts';
import type { EventSourceMappings } from './mappings.ts';
import { functionNameOf } from './request.ts';

/** The operations on event source mappings. */
export const mappingOperations = (mappings: EventSourceMappings) =>
  ({
    CreateEventSourceMapping: (input) => mappings.create(input),
    GetEventSourceMapping: ({ UUID = '' }) => mappings.describe(mappings.get(UUID)),
    ListEventSourceMappings: ({ EventSourceArn, FunctionName, Marker, MaxItems = 100 }) => {
      const found = mappings
        .list()
        .filter(({ queueArn }) => EventSourceArn === undefined || queueArn === EventSourceArn)
        .filter(({ target }) => FunctionName === undefined || target.name === functionNameOf(FunctionName));
      const { items, next } = pageOf(found, Marker, MaxItems, 'InvalidParameterValueException');
      return {
        EventSourceMappings: items.map((mapping) => mappings.describe(mapping)),
        ...(next.nextToken !== undefined && { NextMarker: next.nextToken }),
      };
    },
    UpdateEventSourceMapping: (input) => mappings.update(input),
    DeleteEventSourceMapping: ({ UUID = '' }) => mappings.delete(UUID),
  }) satisfies Operations<typeof client>;
