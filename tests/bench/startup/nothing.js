// Asks nothing: what Node itself takes.
console.log('nothing');
