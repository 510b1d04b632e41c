/**
 * The stored form of a Tribuo model: core's tensors and Tribuo's metadata, checks of untrusted
 * messages, and a reader of version 0. Not an API.
 */
package org.tributary.tribuo.internal.storage;
