import { z } from 'zod';
import { dnsLabel } from './scalars.ts';

const path = z.string().min(1);
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

const serviceSchema = z.strictObject({
  namespace: dnsLabel.describe('Namespace of the Service.'),
  name: dnsLabel.describe('Name of the Service.'),
  port: z.int().min(1).max(65535).default(9090).describe('Port of the Service.'),
  scheme: z
    .enum(['http', 'https'])
    .default('http')
    .describe(
      'What Prometheus speaks. Only `via: port-forward` verifies its certificate; the proxy does not.',
    ),
  path: z
    .string()
    .startsWith('/')
    .optional()
    .describe('Path prefix of Prometheus, its `--web.route-prefix`.'),
  via: z
    .enum(['proxy', 'port-forward'])
    .default('proxy')
    .describe(
      "Through the API server's proxy of Services, which passes no credentials on, or by port-forward.",
    ),
});

const bearerSchema = z.strictObject({
  file: path.optional().describe('File that holds the token; read again for each request.'),
  env: variable.optional().describe('Environment variable that holds the token.'),
  kubeconfigContext: z
    .string()
    .optional()
    .describe('Context of the kubeconfig whose user has the token; plug-ins that fetch one are run.'),
});

const basicSchema = z.strictObject({
  username: z.string().min(1).describe('User name.'),
  passwordFile: path.optional().describe('File that holds the password.'),
  passwordEnv: variable.optional().describe('Environment variable that holds the password.'),
});

const authSchema = z.strictObject({
  bearer: bearerSchema.optional().describe('A bearer token: one place where it is kept.'),
  basic: basicSchema.optional().describe('User name and password.'),
});

const tlsSchema = z.strictObject({
  caFile: path
    .optional()
    .describe("CA that signed the server's certificate, PEM; this machine's authorities when left out."),
  certFile: path.optional().describe('Client certificate, PEM.'),
  keyFile: path.optional().describe('Key of the client certificate, PEM.'),
  serverName: z
    .string()
    .min(1)
    .optional()
    .describe("Name in the server's certificate, where it is not the host that is asked."),
});

const oneServer = {
  url: z.string().min(1).optional().describe('Root of the server, http:// or https://, without credentials.'),
  service: serviceSchema.optional().describe('Its Service in the cluster, instead of `url`.'),
  auth: authSchema
    .optional()
    .describe('What is shown to it. Only places of secrets stand here, never a secret.'),
  tls: tlsSchema.optional().describe('How TLS is verified; there is no way to switch that off.'),
};

/** How a run on a cluster reaches Prometheus; secrets are named by their places only. */
export const prometheusSchema = z.strictObject({
  ...oneServer,
  adapter: z
    .strictObject(oneServer)
    .optional()
    .describe(
      'The Prometheus that the metrics adapter asks, where that is another one than scrapes the exporter.',
    ),
});
