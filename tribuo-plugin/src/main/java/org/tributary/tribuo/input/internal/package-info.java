/**
 * Inputs resolved against Tribuo's feature domain: readers of examples, and the stored form of
 * inputs. Not an API.
 */
package org.tributary.tribuo.input.internal;
