/**
 * The life of model versions here: shadow beside the live one, re-embedding on promotion, the
 * switch of the alias.
 */
package hilum.embedding.life;
