/** A report as it arrives: its sections, its sentences, and the text that stands for it. */
package hilum.radiology;
