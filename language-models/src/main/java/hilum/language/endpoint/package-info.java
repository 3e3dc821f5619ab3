/** One OpenAI-compatible endpoint: settings, key, and questions with bounded answers. */
package hilum.language.endpoint;
