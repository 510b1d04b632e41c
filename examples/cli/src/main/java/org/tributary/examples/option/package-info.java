/**
 * Option groups that commands share, validated before any work begins. Imports {@code job}, and the
 * libraries' builders.
 */
package org.tributary.examples.option;
