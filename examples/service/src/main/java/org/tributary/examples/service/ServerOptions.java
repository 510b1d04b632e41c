package org.tributary.examples.service;

import java.time.Duration;

/**
 * The limits of the HTTP server.
 *
 * @param maxBody the maximum size of a request's body in bytes
 * @param grace the time within which accepted requests are answered when the server stops
 * @param reload whether {@code POST /v1/reload} is allowed
 */
record ServerOptions(int maxBody, Duration grace, boolean reload) {}
