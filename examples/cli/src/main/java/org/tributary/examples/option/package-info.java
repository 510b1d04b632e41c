/** Option groups that commands share, validated before any work begins. Imports {@code job}. */
package org.tributary.examples.option;
