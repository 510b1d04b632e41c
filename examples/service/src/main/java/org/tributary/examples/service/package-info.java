/** An HTTP service that tags sentences: JSON, metrics, hot reload and a page to try it. */
package org.tributary.examples.service;
