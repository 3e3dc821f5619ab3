/**
 * What all stages do alike when a study is erased: they hear of the request, keep off what still
 * comes of the study, and answer with a receipt.
 */
package hilum.transport.erasure;
