/** The HTTP interface: model versions, their figures, and what an operator decides about them. */
package hilum.eval.web;
