package org.tributary.examples.spark.executor;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The elements of several iterators in turn, each of which is made when the one before it ends. */
public final class FlatIterator<A, B> implements Iterator<B> {
  private final Iterator<A> outer;
  private final Function<A, Iterator<B>> elements;
  private Iterator<B> inner = Collections.emptyIterator();

  public FlatIterator(Iterator<A> outer, Function<A, Iterator<B>> elements) {
    this.outer = outer;
    this.elements = elements;
  }

  @Override
  public boolean hasNext() {
    while (!inner.hasNext() && outer.hasNext()) {
      inner = elements.apply(outer.next());
    }
    return inner.hasNext();
  }

  @Override
  public B next() {
    if (!hasNext()) { // moves to the next iterator with an element
      throw new NoSuchElementException("iterator: expected another element, got the end");
    }
    return inner.next();
  }
}
