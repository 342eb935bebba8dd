/** The address of a part of the Messages API. People type its base with or without the version at its end. */
export const apiUrl = (baseUrl: string, part: string): string =>
  baseUrl.endsWith("/v1") ? `${baseUrl}/${part}` : `${baseUrl}/v1/${part}`;
