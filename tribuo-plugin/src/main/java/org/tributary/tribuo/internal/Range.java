package org.tributary.tribuo.internal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The range of a numeric {@code @Config} field, or of the elements of an array, which {@link
 * ConfigCheck#fields} checks. Numbers are finite unless both bounds are given.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Range {
  /** Returns the smallest value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Returns the number that values exceed. */
  double above() default Double.NEGATIVE_INFINITY;

  /** Returns the largest value. */
  double max() default Double.POSITIVE_INFINITY;

  /** Returns the number that values are below. */
  double below() default Double.POSITIVE_INFINITY;

  /** Returns one more value with its meaning, such as {@code 0 for the default}; empty for none. */
  String or() default "";
}
