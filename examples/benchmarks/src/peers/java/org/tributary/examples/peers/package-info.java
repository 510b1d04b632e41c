/** What our layers are timed against; built by the Maven profile {@code peers} only. */
package org.tributary.examples.peers;
