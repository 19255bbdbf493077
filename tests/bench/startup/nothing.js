// Sends no request: the time of Node itself.
console.log('nothing');
