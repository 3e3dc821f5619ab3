/**
 * A local language model: llama.cpp in a process of its own behind an OpenAI-compatible interface
 * on loopback, started again when it aborts.
 */
package hilum.llm;
