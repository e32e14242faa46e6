import { describe, expect, it } from '@jest/globals';
import {
  endpointName,
  parseEndpoint,
  parseOwnEndpoint,
  regionEndpoint,
} from '../../../../layers/sentry/src/endpoint.ts';

describe('regionEndpoint', () => {
  it.each([
    ['eu-central-1', 'ecs.eu-central-1.amazonaws.com'],
    ['us-gov-west-1', 'ecs.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'ecs.cn-north-1.amazonaws.com.cn'],
    ['us-iso-east-1', 'ecs.us-iso-east-1.c2s.ic.gov'],
    ['eusc-de-east-1', 'ecs.eusc-de-east-1.amazonaws.eu'],
  ])('knows the partition of %s', (region, host) => {
    expect(regionEndpoint(region)).toEqual({ host, port: 443 });
  });
});

describe('parseOwnEndpoint', () => {
  it.each([
    ['vpce-1.ecs.example.com', 'vpce-1.ecs.example.com', 443],
    ['ECS.example.com.:8443', 'ecs.example.com', 8443],
    ['https://ecs.example.com', 'ecs.example.com', 443],
    ['https://ecs.example.com:444/', 'ecs.example.com', 444],
    ['10.0.0.7:9443', '10.0.0.7', 9443],
    ['[fd00::7]:9443', 'fd00::7', 9443],
    ['fd00::7', 'fd00::7', 443],
    ['localhost', 'localhost', 443],
  ])('reads %s', (text, host, port) => {
    expect(parseOwnEndpoint(text)).toEqual({ host, port });
  });

  it.each([
    'http://ecs.example.com',
    'https://ecs.example.com/path',
    'https://user:secret@ecs.example.com',
    'ecs.example.com:0',
    'ecs.example.com:70000',
    'ecs.example.com:',
    '10.0.0.300',
    '[ecs.example.com]:443',
    'ecs example com',
    '-ecs.example.com',
    '',
  ])('refuses "%s"', (text) => {
    expect(parseOwnEndpoint(text)).toBeUndefined();
  });
});

describe('endpointName', () => {
  it.each(['ecs.example.com:443', '10.0.0.7:443', '[fd00::7]:443'])('writes what is read again: %s', (name) => {
    const endpoint = parseEndpoint(name, 1);
    expect(endpoint && endpointName(endpoint)).toBe(name);
  });
});
