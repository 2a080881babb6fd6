import type { Metrics } from '../metrics/metrics.ts';

export type MqttMetrics = ReturnType<typeof createMqttMetrics>;

/** Labels are patterns of ours, never a topic or a name from outside: their number does not grow with the house. */
export const createMqttMetrics = (metrics: Metrics) => ({
  messages: metrics.counter(
    'caretaker_mqtt_messages_total',
    'Messages received by MQTT: handled, malformed, retried, failed (given up), dropped (QoS 0, handlers too slow), unexpected.',
    ['topic', 'outcome'],
  ),
  limited: metrics.counter(
    'caretaker_mqtt_limited_total',
    'Messages beyond the pace of one device: at the embedded broker they waited, from another one they were thrown away.',
  ),
  seconds: metrics.histogram('caretaker_mqtt_handle_seconds', 'How long messages took to be handled, tries included.', ['topic']),
  published: metrics.counter('caretaker_mqtt_published_total', 'Messages published by MQTT: sent, failed.', ['outcome']),
  connected: metrics.gauge('caretaker_mqtt_connected', '1 while the console is connected to its broker.', ['connection']),
  reconnects: metrics.counter('caretaker_mqtt_connects_total', 'Connections made to the broker.', ['connection']),
  clients: metrics.gauge('caretaker_mqtt_broker_clients', 'Clients of the embedded broker, the console included.'),
  refused: metrics.counter(
    'caretaker_mqtt_broker_refused_total',
    'What the embedded broker refused: connect, publish, subscribe, packet (too large), slow (reads too slowly), backlog (too much waits for it).',
    ['what'],
  ),
});
