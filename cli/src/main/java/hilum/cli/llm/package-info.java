/** Commands about language models: a local one that is served, and how well one rewrites. */
package hilum.cli.llm;
